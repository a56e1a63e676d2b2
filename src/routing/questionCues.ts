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

/**
 * English, with a few stems in German, French, Spanish and Chinese so that a question in one of these is not judged
 * blindly.
 */
export const cues: Readonly<Record<QuestionKind, Cues>> = {
  // Prose for people. What follows its name tells a letter to somebody from a letter counter.
  writing: {
    certain: [
      /\b(?:write|draft|compose|create|develop|tell) (?:(?!(?:for|that|to|of|with|which|in)\b)[\w'-]+ ){0,4}(?:sentences?|paragraphs?|poems?|haikus?|limericks?|stor(?:y|ies)|essays?|e-?mails?|letters?|songs?|speech(?:es)?|jokes?|slogans?|articles?|blog posts?)(?= (?:about|on|of|to|for|in|from|with|that|who|why)\b|[ \t]*(?:[.,:;!?]|$))/m,
      /\btranslate\b.*\b(?:in)?to (?:english|german|french|spanish|italian|portuguese|dutch|russian|chinese|japanese|korean|arabic|latin)\b/,
      /\b(?:schreibe?|verfasse)\b.*\b(?:gedicht|brief|geschichte|aufsatz|sätze)|\bécris.*\b(?:poème|lettre|histoire|phrases)|\bescribe.*\b(?:poema|carta|cuento|frases)|写一?[首封篇]/,
    ],
    clear: [],
    faint: [/\b(?:write|draft|compose|create)\b/],
  },
  debugging: {
    certain: [
      /\b(?:debug|crash(?:es|ed|ing)?|stack ?trace|segfault|segmentation fault|deadlocks?|race condition|(?:memory )?leaks?|flaky|panics?)\b/,
      /\b(?:\w+(?:error|exception)\b|does ?n[o']?t work|is ?n[o']?t working|not working|broken|what'?s wrong|goes wrong)/,
      /fehler|stürzt|absturz|funktioniert nicht|geht nicht|erreur|plante|ne (?:marche|fonctionne) pas|falla|no funciona|报错|错误|崩溃|为什么/,
    ],
    clear: [
      /\b(?:errors?|exceptions?|bugs?|fails?|failing|failed|failure|hangs?|freezes?|stuck|wrong|unexpected|incorrect(?:ly)?)\b/,
      /\b(?:times? out|timeouts?|intermittent(?:ly)?|corrupt\w*|lost|memory|latency|slower|regression|find out why|what could be the cause)\b/,
      /\bwhy (?:does|do|did|is|am|are|can'?t|won'?t|doesn'?t|isn'?t)\b/,
    ],
    faint: [],
  },
  design: {
    certain: [
      /\b(?:architect(?:ure|ural|ing)?|trade-?offs?|pros and cons|microservices?|monolith)\b/,
      /\b(?:(?:re)?design|propose|devise|moderni[sz]e|roadmap|plan (?:how|for|the))\b/,
      /\b(?:should (?:we|i)|how (?:would|should) (?:you|we|i)|would you (?:pick|choose|recommend|use))\b/,
      /architektur|entwirf|entwerf|würdest du|concevoir|conçois|choisir|diseñ|arquitectura|设计|架构|方案/,
    ],
    clear: [
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
      /\b(?:refactor\w*|unify|consolidate|upgrade (?:the|this|our|my)|migrat(?:e|ion|ing)|rewrite|restructure|port (?:this|the|our))\b/,
      /refaktor|migrier|implementier|erstelle|baue |refactoris|migrer|implément|crée |construis|refactoriz|migrar?\b|implementa|crea |重构|迁移|实现/,
    ],
    clear: [
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
      /\b(?:rename|docstrings?|jsdoc|commit message|type (?:hints?|annotations?)|typos?)\b/,
      /\b(?:add|write|update|improve|translate|remove) (?:\w+ ){0,3}comments?\b/,
      /\b(?:one[- ]line(?:r|rs)?|single line|(?:good|better) names? for|names for)\b/,
      /\b(?:(?:make|to be|be) (?:\w+ )?shorter|shorten|extract \w+ (?:\w+ ){0,4}(?:constant|variable|helper)|into a (?:constant|variable))\b/,
      /\b(?:document (?:this|the)|generate (?:\w+ ){0,2}(?:types?|interfaces?)|(?:upper|lower)case|capitali[sz]e)\b/,
      /umbenenn|benenne|kommentar|tippfehler|renomm|commentaire|renombr|comentario|重命名|注释|提交信息/,
    ],
    clear: [
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
      /\b(?:explain|summari[sz]e|walk me through|tl;?dr|eli5|in simple (?:terms|words)|describe|clarify)\b/,
      /\bwhat(?:'s| does| do| is| are) .{1,80}\b(?:do|does|doing|mean|means|for)\b/,
      /erklär|beschreib|was macht|wofür ist|expliqu|que fait|à quoi sert|résum|explica|qué hace|para qué sirve|解释|说明|什么意思|做什么/,
    ],
    clear: [
      /\bhow (?:does|do) (?:this|that|these|it|the)\b|\bhow (?:does|do) (?!i\b|you\b|we\b)\w+ (?:\w+ )?work\b|\bwhy (?:is|are) there\b/,
      /\b(?:understand|don'?t get|meaning of|summary of|overview of|purpose of|role of|points of)\b/,
    ],
    faint: [],
  },
  lookup: {
    certain: [],
    clear: [
      /\b(?:syntax|difference between|default (?:value|port)|built-?in|equivalent of|status code)\b/,
      /\b(?:what(?:'?s| is| are)|which (?:flag|option|method|function|command|package|header))\b/,
      /\bhow (?:do i|do you|to|can i|can one|many|much)\b/,
      /\bwie (?:\S+ ){1,2}(?:ich|man)\b|was ist|unterschied zwischen|comment (?:faire|\S+er)\b|quelle est|cómo se|cuál es|怎么|如何|区别/,
    ],
    faint: [/\b(?:is there|does \w+ support|when was|which)\b/],
  },
};

/** The work reaches over more than what stands in the question. */
export const broadScope =
  /\b(?:across|codebase|everywhere|(?:whole|entire) \w+|every (?:\w+ )?(?:file|class|module|page|place|call(?:er)?|test|service|component|repository|handler|endpoint|controller|command|subcommand)|all (?:the |our |my |of the )?(?:\w+ )?(?:files|classes|modules|pages|places|callers|call sites|usages|tests|services|components|handlers|endpoints|controllers|commands)|file by file|multiple files|several files)\b|gesamte|alle (?:module|dateien|klassen)|tout le|todo el|todos los|整个|所有文件/;

/** Faults that do not show in the few lines at which somebody looks. */
export const hardFault =
  /\b(?:intermittent(?:ly)?|sometimes|randomly|sporadic(?:ally)?|flaky|race condition|at the same time|concurren\w+|deadlocks?|leaks?|heap|under load|in production|only (?:in|on|under)|segfault|corrupt\w*|performance|latency|slow(?:er|ly)?|out of memory|once a (?:day|week))\b|sporadisch|unter last|speicherleck|fuite|parfois|a veces|偶尔|死锁|泄漏/;
