<?xml version="1.0" encoding="UTF-8"?>
<!--
  Every word the reports add of their own, in both languages. A stylesheet says w:ord with the id; render_test.cpp proves that
  every id in use stands here, once, in both languages. Ids with a dot are made from values of the result schema.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common"
                xmlns:func="http://exslt.org/functions" xmlns:w="urn:provbank:words"
                extension-element-prefixes="func" exclude-result-prefixes="exsl w">

  <xsl:param name="lang" select="'sv'"/>

  <xsl:variable name="dictionary">
    <!-- Verdicts: the word, the plural used in counts, and the glossary's sentence. -->
    <t id="verdict.pass"><sv>Godkänd</sv><en>Pass</en></t>
    <t id="verdict.fail"><sv>Underkänd</sv><en>Fail</en></t>
    <t id="verdict.warning"><sv>Varning</sv><en>Warning</en></t>
    <t id="verdict.untestable"><sv>Ej prövbar</sv><en>Untestable</en></t>
    <t id="verdict.not-applicable"><sv>Ej tillämplig</sv><en>Not applicable</en></t>
    <t id="verdict.review"><sv>Granskas</sv><en>For review</en></t>
    <t id="verdict.not-run"><sv>Ej körd</sv><en>Not run</en></t>
    <t id="verdict.tool-error"><sv>Verktygsfel</sv><en>Tool error</en></t>

    <t id="means.pass"><sv>Kontrollen utfördes och kravet hölls. Bevisen finns sparade.</sv><en>The check was carried out and the requirement was kept. The evidence is on file.</en></t>
    <t id="means.fail"><sv>Kontrollen utfördes och kravet hölls inte. En anmärkning visar vad som väntades, vad som kom och hur det upprepas.</sv><en>The check was carried out and the requirement was not kept. A finding shows what was expected, what came and how to see it again.</en></t>
    <t id="means.warning"><sv>Kravet hölls, men något bör uppmärksammas innan det blir ett fel.</sv><en>The requirement was kept, but something deserves attention before it becomes a failure.</en></t>
    <t id="means.untestable"><sv>Underlaget räckte inte för att säga vare sig ja eller nej, till exempel för få mätvärden. Räknas aldrig som godkänd.</sv><en>There was too little to say either yes or no, such as too few samples. Never counts as a pass.</en></t>
    <t id="means.not-applicable"><sv>Kravet gäller inte den prövade parten eller det gränssnitt som prövades.</sv><en>The requirement does not concern the party or the interface that was judged.</en></t>
    <t id="means.review"><sv>Underlaget finns, men en människa måste läsa och ta ställning.</sv><en>The material is there, but a person has to read it and decide.</en></t>
    <t id="means.not-run"><sv>Kontrollen utfördes inte i denna körning. Inget är visat.</sv><en>The check was not carried out in this run. Nothing is shown.</en></t>
    <t id="means.tool-error"><sv>Provbänk självt misslyckades. Säger ingenting om den prövade parten.</sv><en>Provbänk itself failed. Says nothing about the party that was judged.</en></t>

    <t id="overall.pass"><sv>Inget av det som prövades strider mot avtalen.</sv><en>Nothing that was tested goes against the agreements.</en></t>
    <t id="overall.fail"><sv>Minst ett krav i avtalen hölls inte.</sv><en>At least one requirement of the agreements was not kept.</en></t>
    <t id="overall.warning"><sv>Kraven hölls, men något bör uppmärksammas.</sv><en>The requirements were kept, but something deserves attention.</en></t>
    <t id="overall.untestable"><sv>Underlaget räckte inte för att säga om kraven hålls.</sv><en>There was too little to say whether the requirements are kept.</en></t>
    <t id="overall.not-applicable"><sv>Inget av kraven gäller den part som prövades.</sv><en>None of the requirements concern the party that was judged.</en></t>
    <t id="overall.review"><sv>En människa måste ta ställning innan något kan sägas.</sv><en>A person has to decide before anything can be said.</en></t>
    <t id="overall.not-run"><sv>Inget prövades.</sv><en>Nothing was tested.</en></t>
    <t id="overall.tool-error"><sv>Provbänk självt misslyckades; körningen säger inte om kraven hålls.</sv><en>Provbänk itself failed; the run does not tell whether the requirements are kept.</en></t>

    <t id="outcome.answered"><sv>besvarad</sv><en>answered</en></t>
    <t id="outcome.partial"><sv>delvis besvarad</sv><en>partly answered</en></t>
    <t id="outcome.fault"><sv>SOAP-fel</sv><en>SOAP fault</en></t>
    <t id="outcome.refused"><sv>avvisad</sv><en>refused</en></t>
    <t id="outcome.no-answer"><sv>inget svar</sv><en>no answer</en></t>
    <t id="outcome.tls-rejected"><sv>avvisad i TLS</sv><en>rejected in TLS</en></t>
    <t id="outcome.ping"><sv>testanrop</sv><en>ping</en></t>
    <t id="source.delivered"><sv>levererad</sv><en>delivered</en></t>
    <t id="source.error"><sv>fel</sv><en>error</en></t>

    <t id="severity.error"><sv>Fel</sv><en>Error</en></t>
    <t id="severity.warning"><sv>Varning</sv><en>Warning</en></t>
    <t id="severity.info"><sv>Upplysning</sv><en>Information</en></t>

    <t id="role.driftspart"><sv>Driftspart</sv><en>Operator (driftspart)</en></t>
    <t id="role.kommun"><sv>Kommun</sv><en>Kommun (municipality)</en></t>
    <t id="role.uppgiftslamnare"><sv>Uppgiftslämnare</sv><en>Data source (uppgiftslämnare)</en></t>
    <t id="world.simulated"><sv>Simulerad</sv><en>Simulated</en></t>
    <t id="world.live"><sv>Skarp</sv><en>Live</en></t>
    <t id="world-means.simulated"><sv>virtuell tid, inget nät; samma frö ger samma resultat</sv><en>virtual time, no network; the same seed gives the same result</en></t>
    <t id="world-means.live"><sv>verkliga förbindelser, verklig tid</sv><en>real connections, real time</en></t>

    <!-- What checks measure. An unknown name or unit is shown as it stands. -->
    <t id="measured.slowest"><sv>långsammast</sv><en>slowest</en></t>
    <t id="measured.share"><sv>andel</sv><en>share</en></t>
    <t id="measured.share-lower-bound"><sv>andelens undre gräns</sv><en>lower bound of the share</en></t>
    <t id="measured.questions"><sv>frågor</sv><en>questions</en></t>
    <t id="measured.values"><sv>värden</sv><en>values</en></t>
    <t id="measured.canaries"><sv>sökta värden</sv><en>values searched for</en></t>
    <t id="measured.differences"><sv>skillnader</sv><en>differences</en></t>
    <t id="measured.messages"><sv>meddelanden</sv><en>messages</en></t>
    <t id="measured.sources"><sv>källor</sv><en>sources</en></t>
    <t id="measured.persons"><sv>personer</sv><en>persons</en></t>
    <t id="measured.events"><sv>händelser</sv><en>events</en></t>
    <t id="measured.files"><sv>filer</sv><en>files</en></t>
    <t id="measured.answered"><sv>besvarade</sv><en>answered</en></t>
    <t id="measured.payments"><sv>utbetalningar</sv><en>payments</en></t>
    <t id="measured.refused"><sv>avvisade</sv><en>refused</en></t>
    <t id="measured.overlap"><sv>samtidighet</sv><en>overlap</en></t>
    <t id="measured.overhead"><sv>pålägg</sv><en>overhead</en></t>

    <t id="report"><sv>Provbänk · provningsrapport</sv><en>Provbänk · test report</en></t>
    <t id="title"><sv>Provning av SSBTEK</sv><en>Test of SSBTEK</en></t>
    <t id="skip"><sv>Till innehållet</sv><en>To the content</en></t>
    <t id="other-language"><sv>In English</sv><en>På svenska</en></t>
    <t id="other-lang-code"><sv>en</sv><en>sv</en></t>
    <t id="verdict"><sv>Utslag</sv><en>Verdict</en></t>
    <t id="judged"><sv>Prövad part</sv><en>Party judged</en></t>
    <t id="with"><sv>Medverkande</sv><en>Taking part</en></t>
    <t id="world"><sv>Värld</sv><en>World</en></t>
    <t id="seed"><sv>Frö</sv><en>Seed</en></t>
    <t id="started"><sv>Startad</sv><en>Started</en></t>
    <t id="virtual-time"><sv>virtuell tid</sv><en>virtual time</en></t>
    <t id="plan"><sv>Plan</sv><en>Plan</en></t>
    <t id="plan-embedded"><sv>den inbyggda referensmiljön</sv><en>the embedded reference environment</en></t>
    <t id="tool"><sv>Verktyg</sv><en>Tool</en></t>
    <t id="exit-code"><sv>slutkod</sv><en>exit code</en></t>
    <t id="proven"><sv>Kontrollerna</sv><en>The checks</en></t>
    <t id="proven-checks"><sv>kontroller bevisade mot</sv><en>checks proven against</en></t>
    <t id="proven-defects"><sv>inplanterade brister</sv><en>seeded defects</en></t>
    <t id="evidence"><sv>Bevis</sv><en>Evidence</en></t>
    <t id="exchanges"><sv>meddelandeutbyten</sv><en>exchanges</en></t>
    <t id="counts"><sv>Antal per utslag</sv><en>Count per verdict</en></t>
    <t id="total"><sv>Summa</sv><en>Total</en></t>
    <t id="clauses-kept"><sv>avtalspunkter i körningen hölls.</sv><en>clauses in this run were kept.</en></t>
    <t id="of"><sv>av</sv><en>of</en></t>
    <t id="how-to-read"><sv>Så läser du rapporten</sv><en>How to read this report</en></t>
    <t id="how-1"><sv>Varje utslag gäller en punkt i avtalen och vilar på kontroller av det som faktiskt sändes. En punkt är godkänd först när minst en kontroll har utförts och ingen motsäger den.</sv><en>Every verdict concerns a clause of the agreements and rests on checks of what was actually sent. A clause passes only when at least one check was carried out and none contradicts it.</en></t>
    <t id="how-2"><sv>Börja med anmärkningarna: de visar vad som väntades, vad som kom, var det står i bevisen och hur det upprepas. Personerna är påhittade och nämns bara vid sitt namn i provunderlaget.</sv><en>Begin with the findings: they show what was expected, what came, where it stands in the evidence and how to see it again. The persons are fictitious and appear only by their name in the test material.</en></t>
    <t id="contents"><sv>Innehåll</sv><en>Contents</en></t>
    <t id="findings"><sv>Anmärkningar</sv><en>Findings</en></t>
    <t id="no-findings"><sv>Inga anmärkningar.</sv><en>No findings.</en></t>
    <t id="clauses"><sv>Avtalspunkter</sv><en>Clauses</en></t>
    <t id="clauses-short"><sv>Punkter</sv><en>Clauses</en></t>
    <t id="clauses-lead"><sv>Punkterna kommer ur överenskommelsen och dess bilagor. Numret i varje länk är kontrollens plats i scenariot.</sv><en>The clauses come from the agreement and its appendices. The number in each link is the check's place in the scenario.</en></t>
    <t id="clauses-caption"><sv>Utslag per avtalspunkt och part</sv><en>Verdict per clause and party</en></t>
    <t id="clause"><sv>Punkt</sv><en>Clause</en></t>
    <t id="requirement"><sv>Krav och kontroller</sv><en>Requirement and checks</en></t>
    <t id="unchecked"><sv>Ingen kontroll i denna körning.</sv><en>No check in this run.</en></t>
    <t id="scenarios"><sv>Scenarier</sv><en>Scenarios</en></t>
    <t id="scenarios-lead"><sv>Varje scenario ställer frågor i ett bestämt läge. Öppna ett för att se dess kontroller, frågor och tider.</sv><en>Each scenario asks questions in a given situation. Open one to see its checks, questions and times.</en></t>
    <t id="show-all"><sv>Visa alla</sv><en>Show all</en></t>
    <t id="show-open"><sv>Bara sådant som inte är godkänt</sv><en>Only what did not pass</en></t>
    <t id="expand"><sv>Öppna alla</sv><en>Open all</en></t>
    <t id="collapse"><sv>Stäng alla</sv><en>Close all</en></t>
    <t id="filter"><sv>Urval</sv><en>Selection</en></t>
    <t id="questions-asked"><sv>frågor ställda</sv><en>questions asked</en></t>
    <t id="question-asked"><sv>fråga ställd</sv><en>question asked</en></t>
    <t id="took"><sv>tog</sv><en>took</en></t>
    <t id="verifies"><sv>Prövar</sv><en>Verifies</en></t>
    <t id="note"><sv>Observera</sv><en>Note</en></t>
    <t id="checks"><sv>Kontroller</sv><en>Checks</en></t>
    <t id="in"><sv>i</sv><en>in</en></t>
    <t id="number"><sv>Nr</sv><en>No</en></t>
    <t id="claim"><sv>Påstående som prövades</sv><en>Claim that was tested</en></t>
    <t id="limit"><sv>gräns</sv><en>limit</en></t>
    <t id="finding"><sv>Anmärkning</sv><en>Finding</en></t>
    <t id="questions"><sv>Frågor</sv><en>Questions</en></t>
    <t id="question"><sv>Fråga</sv><en>Question</en></t>
    <t id="outcome"><sv>Utfall</sv><en>Outcome</en></t>
    <t id="time"><sv>Tid</sv><en>Time</en></t>
    <t id="asks"><sv>frågar om</sv><en>asks about</en></t>
    <t id="bench"><sv>Provbänk</sv><en>Provbänk</en></t>
    <t id="from"><sv>från</sv><en>from</en></t>
    <t id="exchange"><sv>utbyte</sv><en>exchange</en></t>
    <t id="line"><sv>rad</sv><en>line</en></t>
    <t id="column"><sv>kolumn</sv><en>column</en></t>
    <t id="expected"><sv>Väntat</sv><en>Expected</en></t>
    <t id="received"><sv>Mottaget</sv><en>Received</en></t>
    <t id="where"><sv>Var</sv><en>Where</en></t>
    <t id="reproduce"><sv>Upprepa med</sv><en>Reproduce with</en></t>
    <t id="empty-text"><sv>(tomt)</sv><en>(empty)</en></t>
    <t id="timeline"><sv>Källornas svar över tid</sv><en>The sources' answers over time</en></t>
    <t id="timeline-desc"><sv>Liggande staplar, en för hela frågan och en för varje tillfrågad källa, från anropets början till dess slut.</sv><en>Horizontal bars, one for the whole question and one for each source asked, from the start of the call to its end.</en></t>
    <t id="whole"><sv>Hela</sv><en>Whole</en></t>
    <t id="limits-outside"><sv>Utanför bilden: gräns</sv><en>Outside the picture: limit</en></t>
    <t id="and"><sv>och</sv><en>and</en></t>
    <t id="more-questions"><sv>Ytterligare frågor med källtider ritas inte; de står i tabellen. Antal:</sv><en>Further questions with source times are not drawn; they stand in the table. Number:</en></t>
    <t id="as-table"><sv>Tiderna som tabell</sv><en>The times as a table</en></t>
    <t id="times-of"><sv>Tider per källa i fråga</sv><en>Times per source in question</en></t>
    <t id="source"><sv>Källa</sv><en>Source</en></t>
    <t id="start"><sv>Början</sv><en>Start</en></t>
    <t id="error-marked"><sv>fel märkt</sv><en>error marked</en></t>
    <t id="distribution"><sv>Fördelning</sv><en>Distribution</en></t>
    <t id="distribution-of"><sv>Svarstidernas fördelning</sv><en>The distribution of answer times</en></t>
    <t id="distribution-desc"><sv>Kurvan visar hur stor andel av frågorna som hade besvarats efter en viss tid.</sv><en>The curve shows the share of questions that had been answered after a given time.</en></t>
    <t id="samples"><sv>mätvärden</sv><en>samples</en></t>
    <t id="within"><sv>inom</sv><en>within</en></t>
    <t id="median"><sv>median</sv><en>median</en></t>
    <t id="slowest"><sv>långsammast</sv><en>slowest</en></t>
    <t id="percentile-90"><sv>nio av tio inom</sv><en>nine in ten within</en></t>
    <t id="glossary"><sv>Ordlista</sv><en>Glossary</en></t>
    <t id="glossary-caption"><sv>Vad utslagen betyder</sv><en>What the verdicts mean</en></t>
    <t id="meaning"><sv>Betydelse</sv><en>Meaning</en></t>
    <t id="words-caption"><sv>Andra ord i rapporten</sv><en>Other words in this report</en></t>
    <t id="word"><sv>Ord</sv><en>Word</en></t>
    <t id="word-source"><sv>En av de sju bastjänster som svarar på frågor: AF, CSN, FK (även för PM), SKV, SO, TNS och MIV.</sv><en>One of the seven base services that answer questions: AF, CSN, FK (also for PM), SKV, SO, TNS and MIV.</en></t>
    <t id="word-kalla"><sv>Vem ett fel i svaret tillskrivs: BT när källan själv säger att den misslyckades, SSBT när tjänsten inte fick något användbart svar.</sv><en>Whom an error in the answer is put down to: BT when the source itself says that it failed, SSBT when the service got no usable answer.</en></t>
    <t id="word-exchange"><sv>En begäran och dess svar, sparade byte för byte i bevismappen under sitt nummer.</sv><en>A request and its response, kept byte for byte in the evidence folder under its number.</en></t>
    <t id="word-seed"><sv>Talet som slumpen utgår från. Samma frö ger samma simulerade körning igen.</sv><en>The number that chance starts from. The same seed gives the same simulated run again.</en></t>
    <t id="word-exit"><sv>Programmets slutkod: 0 allt godkänt, 1 en kontroll underkänd, 2 fel i användning, 3 verktygsfel, 4 inget bevisat.</sv><en>The program's exit code: 0 all passed, 1 a check failed, 2 wrong usage, 3 tool error, 4 nothing proven.</en></t>
    <t id="checks-passed"><sv>godkända kontroller</sv><en>checks passed</en></t>
    <t id="partly-checked"><sv>Prövas bara delvis; detta måste någon intyga</sv><en>Checked only in part; this somebody must attest</en></t>
    <t id="interpretations"><sv>Tolkningar</sv><en>Interpretations</en></t>
    <t id="interpretations-lead"><sv>Där avtalen kan läsas på mer än ett sätt. Omdömena följer den valda läsningen; här står vad de hade blivit annars.</sv><en>Where the agreements can be read in more than one way. The verdicts follow the reading taken; here is what they would have been otherwise.</en></t>
    <t id="reading"><sv>Läsning</sv><en>Reading</en></t>
    <t id="reading-in-text"><sv>läsning</sv><en>reading</en></t>
    <t id="reading-taken"><sv>vald</sv><en>taken</en></t>
    <t id="reading-why"><sv>Varför</sv><en>Why</en></t>
    <t id="verdicts-resting"><sv>Omdömen som vilar på detta</sv><en>Verdicts that rest on this</en></t>
    <t id="verdicts-otherwise"><sv>Annorlunda under en annan läsning</sv><en>Different under another reading</en></t>
    <t id="rests-on"><sv>Vilar på</sv><en>Rests on</en></t>
    <t id="under-reading"><sv>under läsning</sv><en>under reading</en></t>
    <t id="same-under-others"><sv>samma omdöme under de andra läsningarna</sv><en>the same verdict under the other readings</en></t>
    <t id="footer"><sv>Rapporten är gjord enbart ur result.xml och kan göras om när som helst, utan nät.</sv><en>This report was made from result.xml alone and can be made again at any time, without a network.</en></t>

    <!-- What persons decide and answer for, and the papers made of it. -->
    <t id="decisions"><sv>Ställningstaganden</sv><en>Decisions</en></t>
    <t id="decisions-lead"><sv>Här har en människa ändrat ett utslag eller tagit på sig ett känt fel. Båda utslagen, namnet, skälet och dagen står kvar.</sv><en>Here a person has changed a verdict or taken a known failure upon themselves. Both verdicts, the name, the reason and the day remain.</en></t>
    <t id="decisions-caption"><sv>Omprövade utslag och kända fel</sv><en>Overridden verdicts and known failures</en></t>
    <t id="decision"><sv>Ställningstagande</sv><en>Decision</en></t>
    <t id="check"><sv>Kontroll</sv><en>Check</en></t>
    <t id="overridden"><sv>Omprövat</sv><en>Overridden</en></t>
    <t id="known"><sv>Känt fel</sv><en>Known failure</en></t>
    <t id="known-until"><sv>till och med</sv><en>until</en></t>
    <t id="owner"><sv>ansvarig</sv><en>owner</en></t>
    <t id="optional"><sv>Frivillig kontroll</sv><en>Optional check</en></t>
    <t id="why-not-run"><sv>Kördes inte</sv><en>Not run</en></t>
    <t id="no-reason"><sv>inget skäl angivet</sv><en>no reason given</en></t>
    <t id="attested-by"><sv>Intygas av</sv><en>Attested by</en></t>
    <t id="deviations-report"><sv>Provbänk · avvikelserapport</sv><en>Provbänk · deviation report</en></t>
    <t id="deviations"><sv>Avvikelser</sv><en>Deviations</en></t>
    <t id="no-deviations"><sv>Inga avvikelser.</sv><en>No deviations.</en></t>
    <t id="not-kept"><sv>Hålls inte</sv><en>Not kept</en></t>
    <t id="deviation-id"><sv>Beteckning</sv><en>Reference</en></t>
    <t id="concerns"><sv>Gäller</sv><en>Concerns</en></t>
    <t id="steps-to-reproduce"><sv>Steg för att återskapa</sv><en>Steps to reproduce</en></t>
    <t id="situation"><sv>Läge</sv><en>Situation</en></t>
    <t id="what-is-wrong"><sv>Vad som är fel</sv><en>What is wrong</en></t>
    <t id="must-hold"><sv>Det här ska vara sant</sv><en>This must hold</en></t>
    <t id="contact"><sv>Kontakt</sv><en>Contact</en></t>
    <t id="contact-line"><sv>namn, telefon, e-post</sv><en>name, telephone, e-mail</en></t>
    <t id="not-shown"><sv>Inte visat</sv><en>Not shown</en></t>
    <t id="not-shown-lead"><sv>De här kontrollerna är inga avvikelser, men de är inte heller godkända: inget är visat åt något håll.</sv><en>These checks are no deviations, but they did not pass either: nothing is shown either way.</en></t>
    <t id="reason"><sv>Krav och skäl</sv><en>Claim and reason</en></t>
    <t id="declaration-report"><sv>Provbänk · självdeklaration</sv><en>Provbänk · self-declaration</en></t>
    <t id="declaration"><sv>Självdeklaration</sv><en>Self-declaration</en></t>
    <t id="declaration-lead"><sv>Parten redovisar här, punkt för punkt, hur avtalen hålls. Utslagen kommer ur en provning och kan göras om av vem som helst med samma underlag. Det som ingen provning kan se intygas av en namngiven person.</sv><en>Here the party accounts, clause by clause, for how the agreements are kept. The verdicts come from a test and can be repeated by anyone with the same material. What no test can see is attested by a named person.</en></t>
    <t id="nothing-to-declare"><sv>Resultatet prövar ingen part.</sv><en>The result judges no party.</en></t>
    <t id="declaration-caption"><sv>Punkt för punkt</sv><en>Clause by clause</en></t>
    <t id="requirement-and-ground"><sv>Krav och grund</sv><en>Requirement and ground</en></t>
    <t id="kept"><sv>Hålls</sv><en>Kept</en></t>
    <t id="kept-yes"><sv>visat genom prov</sv><en>shown by test</en></t>
    <t id="kept-by-review"><sv>hålls enligt granskare</sv><en>kept by a reviewer’s decision</en></t>
    <t id="kept-in-part"><sv>hålls så långt det prövats</sv><en>kept as far as tested</en></t>
    <t id="kept-no"><sv>hålls inte</sv><en>not kept</en></t>
    <t id="kept-not-shown"><sv>inte visat</sv><en>not shown</en></t>
    <t id="attested"><sv>intygas</sv><en>attested</en></t>
    <t id="clauses-shown"><sv>prövade punkter hålls.</sv><en>tested clauses are kept.</en></t>
    <t id="clauses-broken"><sv>hålls inte.</sv><en>not kept.</en></t>
    <t id="clauses-open"><sv>är inte visade.</sv><en>not shown.</en></t>
    <t id="ground"><sv>Grund</sv><en>Ground</en></t>
    <t id="checks-of-which"><sv>kontroller, varav godkända:</sv><en>checks, of which passed:</en></t>
    <t id="passed"><sv>st</sv><en>in number</en></t>
    <t id="must-be-attested"><sv>kan ingen kontroll se och måste intygas.</sv><en>cannot be seen by a check and must be attested.</en></t>
    <t id="attest-line"><sv>hur punkten hålls, namn, datum</sv><en>how the clause is kept, name, date</en></t>
    <t id="signing"><sv>Den som undertecknar svarar för att uppgifterna är riktiga och har rätt att företräda parten.</sv><en>The undersigned answers for the correctness of this and may represent the party.</en></t>
    <t id="place-and-date"><sv>Ort och datum</sv><en>Place and date</en></t>
    <t id="signature"><sv>Underskrift</sv><en>Signature</en></t>
    <t id="name-in-print"><sv>Namnförtydligande</sv><en>Name in print</en></t>
    <t id="position"><sv>Befattning</sv><en>Position</en></t>

    <!-- The report of a dossier (onboarding.xsl). -->
    <t id="state.done"><sv>Klart</sv><en>Done</en></t>
    <t id="state.wrong"><sv>Felaktigt</sv><en>Wrong</en></t>
    <t id="state.missing"><sv>Saknas</sv><en>Missing</en></t>
    <t id="state.too-early"><sv>För tidigt</sv><en>Too early</en></t>
    <t id="state.too-late"><sv>För sent</sv><en>Too late</en></t>
    <t id="state.out-of-order"><sv>Fel ordning</sv><en>Out of order</en></t>
    <t id="state.next"><sv>På tur</sv><en>Next</en></t>
    <t id="state.waiting"><sv>Väntar</sv><en>Waiting</en></t>
    <t id="state.planned"><sv>Planerat</sv><en>Planned</en></t>
    <t id="state.not-applicable"><sv>Gäller inte</sv><en>Not applicable</en></t>
    <t id="standing.under-way"><sv>Anslutning pågår</sv><en>Joining</en></t>
    <t id="standing.connected"><sv>Ansluten</sv><en>Connected</en></t>
    <t id="standing.leaving"><sv>På väg ut</sv><en>Leaving</en></t>
    <t id="standing.disconnected"><sv>Bortkopplad</sv><en>Disconnected</en></t>
    <t id="dossier-says.pass"><sv>Allt som dossiern ska visa är på plats, i rätt ordning och i tid.</sv><en>All that the dossier is to show is in place, in order and in time.</en></t>
    <t id="dossier-says.fail"><sv>Minst ett steg följer inte avtalet; anmärkningarna säger vilket.</sv><en>At least one step does not follow the agreement; the findings say which.</en></t>
    <t id="dossier-says.untestable"><sv>Allt som är gjort är rätt, men mer återstår.</sv><en>All that is done is right, but more remains.</en></t>
    <t id="dossier-says.review"><sv>En människa behöver ta ställning till minst en uppgift.</sv><en>A person has to decide on at least one thing.</en></t>
    <!-- A review of an event log. -->
    <t id="review-report"><sv>Provbänk · logggranskning</sv><en>Provbänk · log review</en></t>
    <t id="review-of"><sv>Granskning av händelseloggen</sv><en>Review of the event log</en></t>
    <t id="review-clean"><sv>Ingenting att se på</sv><en>Nothing to look at</en></t>
    <t id="review-hits"><sv>Träffar att se på</sv><en>Hits to look at</en></t>
    <t id="review-empty"><sv>Ingen fråga att granska</sv><en>No question to review</en></t>
    <t id="review-says"><sv>En träff är något för en människa att se på, inte ett omdöme om någon. Personer visas som pseudonymer.</sv><en>A hit is something for a person to look at, not a verdict on anybody. Persons are shown as pseudonyms.</en></t>
    <t id="review-made"><sv>Granskad (UTC)</sv><en>Reviewed (UTC)</en></t>
    <t id="review-log"><sv>Logg</sv><en>Log</en></t>
    <t id="review-covers"><sv>Loggen omfattar (UTC)</sv><en>The log covers (UTC)</en></t>
    <t id="review-days"><sv>Visade dagar</sv><en>Days shown</en></t>
    <t id="review-lines"><sv>Rader</sv><en>Lines</en></t>
    <t id="review-questions"><sv>Frågor</sv><en>Questions</en></t>
    <t id="review-bad-lines"><sv>Rader som inte gick att läsa</sv><en>Lines that could not be read</en></t>
    <t id="review-bad-says"><sv>En rad som inte går att läsa kan vara manipulerad: pröva loggen med provbank log verify.</sv><en>A line that cannot be read may have been tampered with: try the log with provbank log verify.</en></t>
    <t id="review-unwatched"><sv>Gånger då granskningens minne inte räckte</sv><en>Times when the memory of the review did not suffice</en></t>
    <t id="review-rules"><sv>Regler</sv><en>Rules</en></t>
    <t id="review-rule"><sv>Regel</sv><en>Rule</en></t>
    <t id="review-count"><sv>Träffar</sv><en>Hits</en></t>
    <t id="review-when"><sv>När (UTC)</sv><en>When (UTC)</en></t>
    <t id="review-why"><sv>Varför</sv><en>Why</en></t>
    <t id="review-seq"><sv>Poster</sv><en>Entries</en></t>
    <t id="review-person"><sv>person</sv><en>person</en></t>
    <t id="review-more"><sv>Alla träffar visas inte här; det fanns fler än sidan tar.</sv><en>Not all hits are shown here; there were more than the page takes.</en></t>
    <t id="review-place"><sv>Var</sv><en>Where</en></t>
    <t id="review-footer"><sv>Gjord av</sv><en>Made by</en></t>

    <t id="dossier-report"><sv>Provbänk · anslutningsdossier</sv><en>Provbänk · connection dossier</en></t>
    <t id="ongoing"><sv>Pågår</sv><en>Ongoing</en></t>
    <t id="dossier"><sv>Dossier</sv><en>Dossier</en></t>
    <t id="organisation-number"><sv>Organisationsnummer</sv><en>Organisation number</en></t>
    <t id="day-judged"><sv>Läget den</sv><en>As of</en></t>
    <t id="standing"><sv>Ställning</sv><en>Standing</en></t>
    <t id="aggregator"><sv>Aggregatorn</sv><en>The aggregator</en></t>
    <t id="admitted"><sv>släpper in parten</sv><en>admits the party</en></t>
    <t id="not-admitted"><sv>släpper inte in parten</sv><en>does not admit the party</en></t>
    <t id="who-next"><sv>Vem gör vad härnäst</sv><en>Who acts next</en></t>
    <t id="nobody-yet"><sv>Ingen just nu: det som återstår är planerat till sin dag.</sv><en>Nobody just now: what remains is planned for its day.</en></t>
    <t id="nobody-but"><sv>Inget steg återstår, men anmärkningarna ovan väntar på ett ställningstagande.</sv><en>No step remains, but the findings above await a decision.</en></t>
    <t id="nobody-next"><sv>Ingen: allt är gjort.</sv><en>Nobody: everything is done.</en></t>
    <t id="who"><sv>Vem</sv><en>Who</en></t>
    <t id="does-what"><sv>Gör vad</sv><en>Does what</en></t>
    <t id="by-when"><sv>Senast</sv><en>By</en></t>
    <t id="no-date"><sv>inget datum i avtalet</sv><en>no date in the agreement</en></t>
    <t id="steps"><sv>Stegen</sv><en>The steps</en></t>
    <t id="steps-drawn"><sv>Stegen i tiden</sv><en>The steps over time</en></t>
    <t id="steps-desc"><sv>En linje för varje steg som har en dag. Punkten är dagen, romben är gränsen och det lodräta strecket är dagen som bedöms. Samma dagar står i tabellen.</sv><en>A line for each step that has a day. The dot is the day, the diamond is the limit and the upright stroke is the day of judgement. The same days stand in the table.</en></t>
    <t id="steps-table"><sv>Varje steg, med klausul, dag och läge</sv><en>Every step, with clause, day and state</en></t>
    <t id="step"><sv>Steg</sv><en>Step</en></t>
    <t id="day"><sv>Dag</sv><en>Day</en></t>
    <t id="state"><sv>Läge</sv><en>State</en></t>
    <t id="last-day"><sv>sista dag</sv><en>last day</en></t>
    <t id="first-day"><sv>första dag</sv><en>first day</en></t>
    <t id="bars-access"><sv>Hindrar åtkomst</sv><en>Bars access</en></t>
    <t id="other-reading"><sv>Med en annan tolkning</sv><en>Under another reading</en></t>
    <t id="dossier-footer"><sv>Rapporten är gjord enbart ur onboarding.xml och kan göras om när som helst, utan nät.</sv><en>This report was made from onboarding.xml alone and can be made again at any time, without a network.</en></t>
    <!-- The monthly report. -->
    <t id="mal.met"><sv>Uppfyllt</sv><en>Met</en></t>
    <t id="mal.not-met"><sv>Ej uppfyllt</sv><en>Not met</en></t>
    <t id="mal.too-few"><sv>Underlag räcker inte</sv><en>Too little to say</en></t>
    <t id="mal.nothing"><sv>Inget att pröva</sv><en>Nothing to judge</en></t>
    <t id="mal.no-target"><sv>Inget mål</sv><en>No target</en></t>
    <t id="mal-means.met"><sv>Målet i avtalet nåddes, och det står sig även om det som inte gick att läsa hade sagt motsatsen.</sv><en>The agreed target was reached, and would be whatever the parts that could not be read had said.</en></t>
    <t id="mal-means.not-met"><sv>Målet i avtalet nåddes inte.</sv><en>The agreed target was not reached.</en></t>
    <t id="mal-means.too-few"><sv>Underlaget saknas eller har så många luckor att varken ja eller nej kan sägas. Räknas aldrig som uppfyllt.</sv><en>The material is missing or has so many gaps that neither yes nor no can be said. Never counts as met.</en></t>
    <t id="mal-means.nothing"><sv>Underlaget finns, men inget hände som målet gäller.</sv><en>The material is there, but nothing happened that the target concerns.</en></t>
    <t id="mal-means.no-target"><sv>Avtalet begär siffran men sätter inget mål för den.</sv><en>The agreement asks for the figure but sets no target.</en></t>
    <t id="sla-overall.met"><sv>Alla mål som prövades nåddes.</sv><en>Every target that was judged was reached.</en></t>
    <t id="sla-overall.not-met"><sv>Minst ett mål nåddes inte.</sv><en>At least one target was not reached.</en></t>
    <t id="sla-overall.too-few"><sv>Inget mål missades, men underlaget räcker inte för att pröva alla.</sv><en>No target was missed, but the material does not suffice to judge them all.</en></t>
    <t id="sla-overall.nothing"><sv>Inget hände som något mål gäller.</sv><en>Nothing happened that any target concerns.</en></t>
    <t id="sla-overall.no-target"><sv>Inget mål prövades.</sv><en>No target was judged.</en></t>
    <t id="month.01"><sv>januari</sv><en>January</en></t>
    <t id="month.02"><sv>februari</sv><en>February</en></t>
    <t id="month.03"><sv>mars</sv><en>March</en></t>
    <t id="month.04"><sv>april</sv><en>April</en></t>
    <t id="month.05"><sv>maj</sv><en>May</en></t>
    <t id="month.06"><sv>juni</sv><en>June</en></t>
    <t id="month.07"><sv>juli</sv><en>July</en></t>
    <t id="month.08"><sv>augusti</sv><en>August</en></t>
    <t id="month.09"><sv>september</sv><en>September</en></t>
    <t id="month.10"><sv>oktober</sv><en>October</en></t>
    <t id="month.11"><sv>november</sv><en>November</en></t>
    <t id="month.12"><sv>december</sv><en>December</en></t>
    <t id="file.log"><sv>Händelselogg</sv><en>Event log</en></t>
    <t id="file.register"><sv>Ärenderegister</sv><en>Case register</en></t>
    <t id="file.outages"><sv>Avbrott och servicefönster</sv><en>Outages and service windows</en></t>
    <t id="file.earlier-month"><sv>Tidigare månad</sv><en>Earlier month</en></t>
    <t id="sla-group.prestanda"><sv>Prestanda</sv><en>Performance</en></t>
    <t id="sla-group.leverans"><sv>Leveransprecision</sv><en>Delivery precision</en></t>
    <t id="sla-group.tillganglighet"><sv>Tillgänglighet och pålitlighet</sv><en>Availability and reliability</en></t>
    <t id="sla-group.kapacitet"><sv>Kapacitet</sv><en>Capacity</en></t>
    <t id="sla-group.incidenter"><sv>Incidenter</sv><en>Incidents</en></t>
    <t id="sla-group.problem"><sv>Problem</sv><en>Problems</en></t>
    <t id="sla-group.bestallningar"><sv>Beställningar</sv><en>Orders</en></t>
    <t id="sla-group.andringar"><sv>Planerade ändringar</sv><en>Planned changes</en></t>
    <t id="sla-group.avvikelser"><sv>Avvikelser</sv><en>Deviations</en></t>
    <t id="sla-report"><sv>Provbänk · månadsrapport</sv><en>Provbänk · monthly report</en></t>
    <t id="sla-title"><sv>Servicenivåer</sv><en>Service levels</en></t>
    <t id="sla-lead"><sv>Månadsrapport enligt bilaga 4, punkt 4.1</sv><en>Monthly report by annex 4, clause 4.1</en></t>
    <t id="sla-counts"><sv>Mätetal per utslag</sv><en>Figures per verdict</en></t>
    <t id="sla-figures"><sv>Mätetal</sv><en>Figures</en></t>
    <t id="sla-figures-caption"><sv>Månadens mätetal, deras mål och utslag</sv><en>The month’s figures, their targets and verdicts</en></t>
    <t id="sla-figure"><sv>Mätetal</sv><en>Figure</en></t>
    <t id="sla-value"><sv>Värde</sv><en>Value</en></t>
    <t id="sla-target"><sv>Mål</sv><en>Target</en></t>
    <t id="sla-all"><sv>alla</sv><en>all</en></t>
    <t id="sla-goal"><sv>mål:</sv><en>target:</en></t>
    <t id="sla-level"><sv>avtalad volym</sv><en>agreed volume</en></t>
    <t id="sla-at-least"><sv>minst</sv><en>at least</en></t>
    <t id="sla-at-most"><sv>högst</sv><en>at most</en></t>
    <t id="sla-or-more"><sv>eller fler</sv><en>or more</en></t>
    <t id="sla-month"><sv>Månad</sv><en>Month</en></t>
    <t id="sla-material"><sv>Underlag</sv><en>Material</en></t>
    <t id="sla-none"><sv>inget angivet</sv><en>none given</en></t>
    <t id="sla-lines"><sv>rader</sv><en>lines</en></t>
    <t id="sla-sample"><sv>Underlag</sv><en>Sample</en></t>
    <t id="sla-excluded"><sv>Utanför</sv><en>Left out</en></t>
    <t id="sla-formula"><sv>Så räknas det</sv><en>How it is worked out</en></t>
    <t id="sla-readings"><sv>Beror på hur avtalet läses</sv><en>Depends on how the agreement is read</en></t>
    <t id="sla-record"><sv>Tolkning</sv><en>Interpretation</en></t>
    <t id="sla-reading"><sv>Läsning</sv><en>Reading</en></t>
    <t id="sla-chosen"><sv>vald</sv><en>chosen</en></t>
    <t id="sla-times"><sv>Svarstidernas fördelning</sv><en>The spread of answer times</en></t>
    <t id="sla-times-desc"><sv>Staplar över antalet besvarade anrop efter svarstid, med gränserna för en person som streckade linjer.</sv><en>Bars for the number of answered requests by answer time, with the limits for one person as dashed lines.</en></t>
    <t id="sla-beyond"><sv>Långsammare än bilden visar:</sv><en>Slower than the picture shows:</en></t>
    <t id="sla-availability"><sv>Tillgänglighet per dag</sv><en>Availability by day</en></t>
    <t id="sla-availability-desc"><sv>En stapel för varje öppen dag: hela öppettiden, med den störda och den otillgängliga delen överst.</sv><en>A bar for each open day: all of the opening hours, with the disturbed and the unavailable part on top.</en></t>
    <t id="sla-up"><sv>tillgänglig</sv><en>available</en></t>
    <t id="sla-disturbed"><sv>med störning</sv><en>with disturbance</en></t>
    <t id="sla-down"><sv>otillgänglig</sv><en>unavailable</en></t>
    <t id="sla-hours"><sv>Anrop per timme på dygnet</sv><en>Requests by hour of the day</en></t>
    <t id="sla-hours-desc"><sv>En stapel för varje timme, hela månadens anrop. Timmar då tjänsten är öppen är mörkare.</sv><en>A bar for each hour, all requests of the month. Hours when the service is open are darker.</en></t>
    <t id="sla-days"><sv>Anrop per dag</sv><en>Requests by day</en></t>
    <t id="sla-days-desc"><sv>En stapel för varje dag i månaden.</sv><en>A bar for each day of the month.</en></t>
    <t id="sla-hour"><sv>Timme</sv><en>Hour</en></t>
    <t id="sla-day"><sv>Dag</sv><en>Day</en></t>
    <t id="sla-questions"><sv>Anrop</sv><en>Requests</en></t>
    <t id="sla-up-to"><sv>Till och med</sv><en>Up to</en></t>
    <t id="sla-open"><sv>Öppet</sv><en>Open</en></t>
    <t id="sla-as-table"><sv>Siffrorna som tabell</sv><en>The figures as a table</en></t>
    <t id="sla-notes"><sv>Underlagets luckor</sv><en>Gaps in the material</en></t>
    <t id="sla-notes-lead"><sv>Det som inte gick att använda räknas här. Ett mål är uppfyllt först när det står sig vad luckorna än dolde.</sv><en>What could not be used is counted here. A target is met only when it stands whatever the gaps held.</en></t>
    <t id="sla-no-notes"><sv>Alla rader kunde läsas.</sv><en>Every line could be read.</en></t>
    <t id="sla-footer"><sv>Rapporten är gjord enbart ur sla.xml och kan göras om när som helst, utan nät. Samma siffror finns som CSV bredvid.</sv><en>This report was made from sla.xml alone and can be made again at any time, without a network. The same figures are there as CSV beside it.</en></t>

    <!-- The proof of the checks. -->
    <t id="proof-report"><sv>Provbänk · bevis</sv><en>Provbänk · proof</en></t>
    <t id="proof-title"><sv>Kan kontrollerna underkänna?</sv><en>Can the checks fail a party?</en></t>
    <t id="proof-lead"><sv>Varje kontroll har prövats mot parter som med flit bryter mot avtalet, mot tomma parter och mot parter som följer det.</sv><en>Every check has been tried against parties that break the agreement on purpose, against null parties, and against parties that keep it.</en></t>
    <t id="proof-holds"><sv>Beviset håller</sv><en>The proof holds</en></t>
    <t id="proof-fails"><sv>Beviset håller inte</sv><en>The proof does not hold</en></t>
    <t id="proof-holds-says"><sv>Varje kontroll underkänner minst en inplanterad brist, varje brist märks, och ingen underkänns för det den inte har gjort.</sv><en>Each check fails at least one seeded defect, every defect is caught, and nobody is failed for what they did not do.</en></t>
    <t id="proof-fails-says"><sv>Något av det som gör omdömena pålitliga saknas. Felen står nedan; innan de är rättade säger en rapport inte mer än sina bevis.</sv><en>Something that makes the verdicts reliable is missing. What is wrong stands below; until it is mended, a report says no more than its evidence.</en></t>
    <t id="proof-defects-caught"><sv>Märkta brister</sv><en>Defects caught</en></t>
    <t id="proof-checks-proven"><sv>Bevisade kontroller</sv><en>Checks proven</en></t>
    <t id="proof-null-parties"><sv>Tomma parter</sv><en>Null parties</en></t>
    <t id="proof-verdicts"><sv>Fällda omdömen</sv><en>Verdicts given</en></t>
    <t id="proof-day"><sv>Dag</sv><en>Day</en></t>
    <t id="proof-of"><sv>av</sv><en>of</en></t>
    <t id="proof-problems"><sv>Det som är fel</sv><en>What is wrong</en></t>
    <t id="proof-checks"><sv>Kontrollerna</sv><en>The checks</en></t>
    <t id="proof-checks-lead"><sv>En kontroll är bevisad när minst en brist, som den ska märka, får den att underkänna, och en part som följer avtalet blir godkänd av den.</sv><en>A check is proven when at least one defect that it must catch makes it fail the party, and a party that keeps the agreement passes it.</en></t>
    <t id="proof-check"><sv>Kontroll</sv><en>Check</en></t>
    <t id="proof-claims"><sv>Vad den hävdar</sv><en>What it claims</en></t>
    <t id="proof-kills"><sv>Brister den märker</sv><en>Defects it catches</en></t>
    <t id="proof-conforming"><sv>Godkända fall</sv><en>Cases passed</en></t>
    <t id="proof-matrix"><sv>Vilken kontroll märker vilken brist?</sv><en>Which check catches which defect?</en></t>
    <t id="proof-matrix-lead"><sv>En rad för varje brist, en kolumn för varje kontroll. Varje kolumn ska ha minst en fylld ring, varje rad också.</sv><en>One row for each defect, one column for each check. Every column must hold at least one filled circle, and so must every row.</en></t>
    <t id="proof-as.expected"><sv>underkänner, och ska göra det</sv><en>fails it, and must</en></t>
    <t id="proof-as.collateral"><sv>underkänner också, för samma sak</sv><en>fails it too, for the same deed</en></t>
    <t id="proof-as.undeclared"><sv>underkänner utan att vara anmäld</sv><en>fails it without being declared</en></t>
    <t id="proof-as.none"><sv>underkänner inte</sv><en>does not fail it</en></t>
    <t id="proof-defect"><sv>Brist</sv><en>Defect</en></t>
    <t id="proof-null"><sv>De som inte gör någonting</sv><en>Those who do nothing</en></t>
    <t id="proof-null-lead"><sv>En part som bara ser ut att göra sitt jobb får inte godkännas i något scenario. Enstaka kontroller kan den klara med rätta; då står skälet här.</sv><en>A party that only looks as if it did its work must pass no scenario. Single checks it may rightly pass; the reason then stands here.</en></t>
    <t id="proof-null-party"><sv>Vad parten gör</sv><en>What the party does</en></t>
    <t id="proof-null-scenarios"><sv>Godkända scenarier</sv><en>Scenarios passed</en></t>
    <t id="proof-null-passes"><sv>Kontroller den klarar, och varför det är rätt</sv><en>Checks it passes, and why that is right</en></t>
    <t id="proof-no-reason"><sv>utan anmält skäl</sv><en>without a declared reason</en></t>
    <t id="proof-blame"><sv>Vem får skulden?</sv><en>Who is blamed?</en></t>
    <t id="proof-blame-lead"><sv>Provbänk vet vem som bröt mot avtalet, för bänken spelade det själv. Underkända omdömen får bara nämna den parten.</sv><en>Provbänk knows who broke the agreement, for the bench played it. Only that party may be named by a failing verdict.</en></t>
    <t id="proof-guilty"><sv>Den som bröt mot avtalet</sv><en>Who broke the agreement</en></t>
    <t id="proof-guilty.driftspart"><sv>Driftsparten</sv><en>The operator</en></t>
    <t id="proof-guilty.uppgiftslamnare"><sv>En uppgiftslämnare</sv><en>A data source</en></t>
    <t id="proof-guilty.kommun"><sv>En kommun</sv><en>A kommun</en></t>
    <t id="proof-guilty.nobody"><sv>Ingen</sv><en>Nobody</en></t>
    <t id="proof-runs"><sv>Spelade scenarier</sv><en>Scenarios played</en></t>
    <t id="proof-blamed"><sv>Underkända:</sv><en>Failed:</en></t>
    <t id="proof-party.driftspart"><sv>driftspart</sv><en>operator</en></t>
    <t id="proof-party.uppgiftslamnare"><sv>uppgiftslämnare</sv><en>data source</en></t>
    <t id="proof-party.kommun"><sv>kommun</sv><en>kommun</en></t>
    <t id="proof-defects"><sv>Bristerna, en för en</sv><en>The defects, one by one</en></t>
    <t id="proof-defects-lead"><sv>Öppna en brist för att se vad kontrollerna sade om den.</sv><en>Open a defect to see what the checks said of it.</en></t>
    <t id="proof-breaks"><sv>bryter mot</sv><en>breaks</en></t>
    <t id="proof-times"><sv>gånger:</sv><en>times:</en></t>
    <t id="proof-footer"><sv>Sidan är gjord enbart ur prove.xml och kan göras om när som helst, utan nät.</sv><en>This page was made from prove.xml alone and can be made again at any time, without a network.</en></t>
    <t id="trouble.conforming-red"><sv>En part som följer avtalet blev inte godkänd</sv><en>A conforming party did not pass</en></t>
    <t id="trouble.no-conforming"><sv>Inget godkänt fall</sv><en>No case that passes</en></t>
    <t id="trouble.bench-broke"><sv>Provbänk gick sönder</sv><en>Provbänk broke</en></t>
    <t id="trouble.survived"><sv>En brist märktes inte</sv><en>A defect was not caught</en></t>
    <t id="trouble.vanished"><sv>En kontroll märkte inte sin brist</sv><en>A check did not catch its defect</en></t>
    <t id="trouble.undeclared"><sv>Oanmält underkännande</sv><en>Undeclared failure</en></t>
    <t id="trouble.stale"><sv>Inaktuell anmälan</sv><en>Stale declaration</en></t>
    <t id="trouble.never-killed"><sv>En obevisad kontroll</sv><en>An unproven check</en></t>
    <t id="trouble.null-scenario"><sv>En tom part godkändes</sv><en>A null party passed</en></t>
    <t id="trouble.null-check"><sv>En tom part klarade en kontroll</sv><en>A null party passed a check</en></t>
    <t id="trouble.null-excuse-stale"><sv>Inaktuellt undantag</sv><en>Stale excuse</en></t>
    <t id="trouble.wrong-blame"><sv>Fel part fick skulden</sv><en>The wrong party was blamed</en></t>
    <t id="trouble.unknown-name"><sv>Okänt namn</sv><en>Unknown name</en></t>
  </xsl:variable>

  <xsl:variable name="chosen">
    <xsl:if test="not($lang = 'sv' or $lang = 'en')">
      <xsl:message terminate="yes">The parameter lang must be sv or en.</xsl:message>
    </xsl:if>
    <xsl:for-each select="exsl:node-set($dictionary)/t">
      <w id="{@id}"><xsl:value-of select="*[name() = $lang]"/></w>
    </xsl:for-each>
  </xsl:variable>

  <!-- The words in the chosen language. -->
  <xsl:variable name="words" select="exsl:node-set($chosen)"/>
  <xsl:key name="word" match="w" use="@id"/>

  <!-- One of them; empty when there is none by that id. -->
  <func:function name="w:ord">
    <xsl:param name="id"/>
    <xsl:for-each select="$words"><func:result select="string(key('word', $id))"/></xsl:for-each>
  </func:function>

  <!-- A bilingual element of the result, in the chosen language. -->
  <xsl:template match="*" mode="words">
    <xsl:value-of select="*[local-name() = $lang]"/>
  </xsl:template>
</xsl:stylesheet>
