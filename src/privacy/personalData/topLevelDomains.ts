import { wordSet } from '../wordSet.ts';

/**
 * The country codes of ISO 3166 as IANA's root zone has them, and the generic domains that people have addresses in.
 * All 1,400 would take more room and more false alarms: `a@b.map`, `x@y.zip`.
 */
export const topLevelDomains: ReadonlySet<string> = wordSet(`
  ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd
  cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge
  gf gg gh gi gl gm gn gp gq gr gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km
  kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz
  na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg
  sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc
  ve vg vi vn vu wf ws ye yt za zm zw
  com org net edu gov mil int info biz name pro mobi tel asia cat coop jobs museum travel aero post
  academy agency app art associates bank bar bayern berlin bio blog build business cafe capital care career center
  chat church city cloud club coach codes coffee company computer consulting contact cool credit dance dev digital
  direct directory doctor domains earth education email energy engineer engineering estate events exchange expert
  family farm fashion finance financial fitness foundation fun fund gallery games gmbh global gold graphics group guide
  guru hamburg haus health help holdings hospital house immo inc ink institute insurance international investments
  kim koeln land law lawyer legal life limited link live llc loan london ltd management market marketing media
  medical men moe money network news ngo nyc one online paris partners party photo photography photos physio pictures
  plus press productions properties pub quebec recipes red ren report rest restaurant reviews rocks ruhr run saarland
  sale school schule science scot security services sexy shop show site social software solar solutions space sport
  store studio style support swiss systems tax taxi team tech technology tips tirol today tokyo tools top tours town
  toys trade training university vegas ventures versicherung vet video vip vision voyage wales wang watch webcam
  website wien wiki win work works world wtf xyz yoga zone google microsoft apple amazon bmw bosch sap
  xn--p1ai xn--fiqs8s xn--j6w193g рф
`);
