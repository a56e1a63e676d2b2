/** What a chat question asks for. The order is the order in which equal scores are decided. */
export const questionKinds = [
  'writing',
  'debugging',
  'design',
  'multi-file',
  'small-edit',
  'explain',
  'lookup',
] as const;

export type QuestionKind = (typeof questionKinds)[number];

/** Turns of phrase that speak for a kind of question. They are matched against lower-case prose without its code. */
export interface Cues {
  /** Hardly ever mean another kind. */
  readonly certain: readonly RegExp[];
  readonly clear: readonly RegExp[];
  /** Tip the balance; one alone says nothing, since `write` begins a poem as well as a program. */
  readonly faint: readonly RegExp[];
}

/** In English; cuesInOtherLanguages.ts has the rest. */
export const cues: Readonly<Record<QuestionKind, Cues>> = {
  // Prose for people. What follows its name tells a letter to somebody from a letter counter.
  writing: {
    certain: [
      /\b(?:cover letter|newsletter|love letter|thank[- ]you note|blog post|(?:linkedin|facebook|instagram) post|press release|eulogy|toast|biography|in \w+ sentences|paragraphs?)\b/,
      /\b(?:write|draft|compose|create|develop|tell) (?:(?!(?:for|that|to|of|with|which|in)\b)[\w'-]+ ){0,4}(?:sentences?|paragraphs?|poems?|haikus?|limericks?|stor(?:y|ies)|essays?|e-?mails?|letters?|songs?|speech(?:es)?|jokes?|slogans?|articles?|blog posts?)(?= (?:about|on|of|to|for|in|from|with|that|who|why)\b|[ \t]*(?:[.,:;!?]|$))/m,
      /\btranslate\b.*\b(?:in)?to (?:english|german|french|spanish|italian|portuguese|dutch|russian|chinese|japanese|korean|arabic|latin)\b/,
    ],
    clear: [/\b(?:poem|slogans?|limerick|haiku|reply|announcement|formal|polite(?:ly)?|friendly)\b/],
    faint: [/\b(?:write|draft|compose|create)\b/],
  },
  debugging: {
    certain: [
      /\b(?:debug|crash(?:es|ed|ing)?|stack ?trace|segfault|segmentation fault|deadlocks?|race condition|(?:memory )?leaks?|flaky|panics?)\b/,
      /\b(?:\w+(?:error|exception)\b|does ?n[o']?t work|is ?n[o']?t working|not working|broken|what'?s wrong|goes wrong)/,
    ],
    clear: [
      /\b(?:where'?s the (?:mistake|bug|problem)|never ends|keeps? (?:growing|failing)|reproduce|i (?:get|got|keep getting)|getting|prints?|instead of|off by one|track (?:this|it) down|slow|works on my|doesn'?t|nothing in the logs)\b/,
      /\b(?:errors?|exceptions?|bugs?|fails?|failing|failed|failure|hangs?|freezes?|stuck|wrong|unexpected|incorrect(?:ly)?)\b/,
      /\b(?:times? out|timeouts?|intermittent(?:ly)?|corrupt\w*|lost|memory|latency|slower|regression|find out why|what could be the cause)\b/,
      /\bwhy (?:does|do|did|is|am|are|can'?t|won'?t|doesn'?t|isn'?t)\b/,
    ],
    faint: [],
  },
  design: {
    certain: [
      /\b(?:think through|evaluate whether|threat model|does it make sense|is it (?:a )?(?:good|bad|ok|wise)|what could .{1,60} look like|risks?|consequences|where should|which (?:one|\w+) would you|review (?:our|my|the) (?:plan|design|approach|architecture))\b/,
      /\b(?:architect(?:ure|ural|ing)?|trade-?offs?|pros and cons|microservices?|monolith)\b/,
      /\b(?:(?:re)?design|propose|devise|moderni[sz]e|roadmap|plan (?:how|for|the))\b/,
      /\b(?:should (?:we|i)|how (?:would|should) (?:you|we|i)|would you (?:pick|choose|recommend|use))\b/,
    ],
    clear: [
      /\b(?:\w+ (?:vs\.?|or) \w+ (?:for|between|in|given)|good way to|right way to|fits? us|our (?:team|plan)|zero downtime|resilien\w+|sharding|multi-tenant)\b/,
      /\b(?:approach(?:es)?|strategy|strategies|scal(?:e|es|ing|able|ability)|weigh|schema for|data model|best practices?)\b/,
      /^(?!.*\b(?:if|whether)\b).*\b\w+ or \w+\b.*\?/m,
      /\bhow (?:do|can) we\b|\bcompare\b.*\bfor (?:our|my|this)\b/,
    ],
    faint: [
      /\b(?:structure|organi[sz]e|suggest|compare|recommend)\b/,
      /\b(?:instead of|rather than|alternatives?|better|versus|vs)\b/,
    ],
  },
  'multi-file': {
    certain: [
      /\b(?:throughout|get rid of all|across (?:the|our|all)|turn (?:this|the|our) (?:\w+ )?(?:app|project|service|codebase)|bump \w+ (?:from|to)|full test suite|complete \w+ (?:app|application|system))\b/,
      /\b(?:refactor\w*|unify|consolidate|upgrade (?:the|this|our|my)|migrat(?:e|ion|ing)|rewrite|restructure|port (?:this|the|our))\b/,
    ],
    clear: [
      /\b(?:all (?:our|the|my) \w+|every \w+|it touches|support (?:multiple|for)|in all \w+|clean up)\b/,
      /\b(?:implement|build|develop|scaffold|set up)\b/,
      /\b(?:create|write|add|introduce|integrate) (?:an?|the) (?:[\w-]+ ){0,3}(?:pages?|endpoints?|api|cli|app|application|service|server|client|library|plugin|extension|module|component|website|feature|dashboard|form|game|parser|compiler)\b/,
      // Several things at once, as in “a server, a client and a library”.
      /\b(?:create|write|add|make) an? [\w -]{1,40}, (?:an? )?[\w -]{1,40}(?:,| and) /,
      /\b(?:move|replace|change|update|convert|make|rename) (?:all|every|the whole|the entire)\b/,
    ],
    faint: [/\b(?:create|write|add|introduce|integrate|split)\b/, /\b(?:with|plus|and) (?:\w+ )?tests\b/],
  },
  'small-edit': {
    certain: [
      /\b(?:commit (?:message|msg)|wrap (?:this|it|the)|swap (?:the|these|two)|cron expression|f-strings?|try\/catch|ternary|replace the \w+ (?:\w+ )?(?:by|with)|rewrite this as|use \w+ here)\b/,
      /\b(?:rename|docstrings?|jsdoc|commit message|type (?:hints?|annotations?)|typos?)\b/,
      /\b(?:add|write|update|improve|translate|remove) (?:\w+ ){0,3}comments?\b/,
      /\b(?:one[- ]line(?:r|rs)?|single line|(?:good|better) names? for|names for)\b/,
      /\b(?:(?:make|to be|be) (?:\w+ )?shorter|shorten|extract \w+ (?:\w+ ){0,4}(?:constant|variable|helper)|into a (?:constant|variable))\b/,
      /\b(?:document (?:this|the)|generate (?:\w+ ){0,2}(?:types?|interfaces?)|(?:upper|lower)case|capitali[sz]e)\b/,
    ],
    clear: [
      /\b(?:write|create|add|give me|generate) (?:\w+ ){0,3}(?:function|test|query|default value|type|enum)\b|\b(?:remove|put|fix|add) the \w+|\bmake this\b/,
      /\b(?:regex|regular expression|unused|snippet)\b/,
      /\b(?:convert|turn|change|format|reformat|sort|simplify|inline|reword|rephrase|translate) (?:this|these|the|it|my)\b/,
      /\bthis (?:line|variable|string|list|function|method|loop|import|query)\b/,
      /\b(?:bash|shell|command|sed|awk|grep)\b/,
      /\b(?:write|create|add|show me|give me) (?:me )?(?:an?|the|some|unit) (?:\w+ ){0,2}(?:function|method|script|query|loop|tests?|example)\b/,
    ],
    faint: [],
  },
  explain: {
    certain: [
      /\b(?:walk me (?:through|thru)|in plain (?:words|english)|how come|what happens (?:when|if)|what(?:'s| is) going on|put it in simple)\b/,
      /\b(?:explain|summari[sz]e|walk me through|tl;?dr|eli5|in simple (?:terms|words)|describe|clarify)\b/,
      /\bwhat(?:'s| does| do| is| are) .{1,80}\b(?:do|does|doing|mean|means|for)\b/,
    ],
    clear: [
      /\b(?:overview|in one sentence|what does .{1,60} mean|meaning|figure out what)\b/,
      /\bhow (?:does|do) (?:this|that|these|it|the)\b|\bhow (?:does|do) (?!i\b|you\b|we\b)\w+ (?:\w+ )?work\b|\bwhy (?:is|are) there\b/,
      /\b(?:understand|don'?t get|meaning of|summary of|overview of|purpose of|role of|points of)\b/,
    ],
    faint: [],
  },
  lookup: {
    certain: [],
    clear: [
      /\b(?:command (?:to|for|that)|default|stand for|how long|max(?:imum)? length|who (?:invented|wrote|made)|can an? \w+|is \w+ (?:ordered|case))\b/,
      /\b(?:syntax|difference between|default (?:value|port)|built-?in|equivalent of|status code)\b/,
      /\b(?:what(?:'?s| is| are)|which (?:flag|option|method|function|command|package|header))\b/,
      /\bhow (?:do i|do you|to|can i|can one|many|much)\b/,
    ],
    faint: [/\b(?:is there|does \w+ support|when was|which)\b/],
  },
};

/** The work reaches over more than what stands in the question. */
export const broadScope =
  /\b(?:across|codebase|everywhere|(?:whole|entire) \w+|every (?:\w+ )?(?:file|class|module|page|place|call(?:er)?|test|service|component|repository|handler|endpoint|controller|command|subcommand)|all (?:the |our |my |of the )?(?:\w+ )?(?:files|classes|modules|pages|places|callers|call sites|usages|tests|services|components|handlers|endpoints|controllers|commands)|file by file|multiple files|several files)\b|gesamte|alle (?:module|dateien|klassen)|ganzes? projekt|tout le|tous les|todo el|todos los|todos os|todo o|projeto inteiro|tutto il|tutti i|hele project|alle modules|весь|во всех|整个|所有|全部|全体|すべて|모든|전체/;

/** Faults that do not show in the few lines at which somebody looks. */
export const hardFault =
  /\b(?:intermittent(?:ly)?|sometimes|randomly|sporadic(?:ally)?|flaky|race condition|at the same time|concurren\w+|deadlocks?|leaks?|heap|under load|in production|only (?:in|on|under)|segfault|corrupt\w*|performance|latency|slow(?:er|ly)?|out of memory|once a (?:day|week))\b|sporadisch|manchmal|gelegentlich|unter last|speicherleck|langsam|nur bei|parfois|de temps en temps|en production|sous charge|fuite|\blent(?:e|s|es)?\b|a veces|en producción|bajo carga|\blent[oa]s?\b|às vezes|em produção|de vez em quando|sob carga|a volte|ogni tanto|in produzione|sotto carico|\bsoms\b|af en toe|in productie|traag|иногда|под нагрузкой|медленн|утечк|偶尔|有时|线上|生产环境|并发|死锁|泄漏|很慢|变慢|时不时|本番|時々|たまに|メモリリーク|遅い|遅く|負荷|가끔|때때로|운영 서버|느려|메모리 누수|간헐/;
