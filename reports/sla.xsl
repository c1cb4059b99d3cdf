<?xml version="1.0" encoding="UTF-8"?>
<!--
  sla.xml (schemas/provbank/sla-1.xsd) as one page, under the same rules and with the same look as the reports of a run.
  Parameters: lang and other, as html.xsl has them.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common"
                xmlns:w="urn:provbank:words" xmlns:s="urn:provbank:sla:1" exclude-result-prefixes="exsl w s">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="format.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>
  <xsl:include href="timeline.xsl"/>
  <xsl:include href="sla-drawings.xsl"/>

  <xsl:param name="other"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>

  <!-- The order of bilaga 4, 4.1, and what belongs where. -->
  <xsl:variable name="group-list">
    <g id="prestanda" figures=" svarstid-7s svarstid-12s svarstid " tables=" svarstid-personer "/>
    <g id="leverans" figures=" leveransprecision antal-anrop " tables=" utfall "/>
    <g id="tillganglighet" figures=" tillganglighet otillganglighet storning avbrott-manad avbrott-ar nedtid-ar servicefonster-overskridet "
       tables=" avbrott servicefonster storning-kallor "/>
    <g id="kapacitet" figures=" anrop-per-sekund samtidiga-anrop anvandare " tables=" "/>
    <g id="incidenter" figures=" incidenter incident-responstid incident-atgardstid sakerhetsincidenter "
       tables=" incidenter-prioritet incidenter-forsent incidenter "/>
    <g id="problem" figures=" problem problem-responstid problem-atgardstid " tables=" problem-prioritet problem-forsent problem "/>
    <g id="bestallningar" figures=" bestallningar bestallning-ledtid " tables=" bestallningar "/>
    <g id="andringar" figures=" andringar andring-framforhallning " tables=" andringar "/>
    <g id="avvikelser" figures=" avvikelser " tables=" avvikelser "/>
  </xsl:variable>
  <xsl:variable name="groups" select="exsl:node-set($group-list)/g"/>
  <xsl:variable name="figures" select="/s:sla/s:figures/s:figure"/>
  <xsl:variable name="tables" select="/s:sla/s:tables/s:table"/>

  <xsl:template match="/s:sla">
    <xsl:variable name="month">
      <xsl:value-of select="concat(w:ord(concat('month.', substring(@month, 6))), ' ', substring(@month, 1, 4))"/>
    </xsl:variable>
    <xsl:variable name="root" select="."/>
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="concat(w:ord(concat('mal.', s:summary/@verdict)), ' – ', w:ord('sla-title'), ' ', $month)"/></title>
        <xsl:call-template name="style"/>
        <xsl:call-template name="sla-style"/>
      </head>
      <body>
        <a class="skip" href="#content"><xsl:value-of select="w:ord('skip')"/></a>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead">
            <p><xsl:value-of select="w:ord('sla-report')"/></p>
            <xsl:if test="$other">
              <p><a href="{$other}" hreflang="{w:ord('other-lang-code')}" lang="{w:ord('other-lang-code')}">
                <xsl:value-of select="w:ord('other-language')"/>
              </a></p>
            </xsl:if>
          </header>
          <main id="content">
            <section class="opening" aria-labelledby="top">
              <h1 id="top"><xsl:value-of select="concat(w:ord('sla-title'), ' ', $month)"/></h1>
              <p><xsl:value-of select="w:ord('sla-lead')"/></p>
              <xsl:apply-templates select="s:summary" mode="overall"/>
              <div class="columns">
                <xsl:call-template name="sla-facts"/>
                <xsl:apply-templates select="s:summary" mode="counts"/>
              </div>
              <nav class="contents" aria-label="{w:ord('contents')}">
                <ul>
                  <li><a href="#figures"><xsl:value-of select="w:ord('sla-figures')"/></a></li>
                  <xsl:for-each select="$groups">
                    <li><a href="#g-{@id}"><xsl:value-of select="w:ord(concat('sla-group.', @id))"/></a></li>
                  </xsl:for-each>
                  <li><a href="#gaps"><xsl:value-of select="w:ord('sla-notes')"/></a></li>
                </ul>
              </nav>
            </section>
            <xsl:call-template name="overview"/>
            <xsl:for-each select="$groups">
              <xsl:variable name="group" select="."/>
              <section aria-labelledby="g-{@id}">
                <h2 id="g-{@id}"><xsl:value-of select="w:ord(concat('sla-group.', @id))"/></h2>
                <div class="measures-list">
                  <xsl:apply-templates select="$figures[contains($group/@figures, concat(' ', @id, ' '))]" mode="card">
                    <xsl:sort select="string-length(substring-before($group/@figures, concat(' ', @id, ' ')))" data-type="number"/>
                  </xsl:apply-templates>
                </div>
                <xsl:for-each select="$root">
                  <xsl:choose>
                    <xsl:when test="$group/@id = 'prestanda'"><xsl:apply-templates select="s:times" mode="drawing"/></xsl:when>
                    <xsl:when test="$group/@id = 'tillganglighet'"><xsl:apply-templates select="s:days" mode="availability"/></xsl:when>
                    <xsl:when test="$group/@id = 'kapacitet'">
                      <xsl:apply-templates select="s:hours" mode="drawing"/>
                      <xsl:apply-templates select="s:days" mode="questions"/>
                    </xsl:when>
                  </xsl:choose>
                </xsl:for-each>
                <xsl:apply-templates select="$tables[contains($group/@tables, concat(' ', @id, ' '))]" mode="table">
                  <xsl:sort select="string-length(substring-before($group/@tables, concat(' ', @id, ' ')))" data-type="number"/>
                </xsl:apply-templates>
              </section>
            </xsl:for-each>
            <xsl:call-template name="gaps"/>
            <xsl:call-template name="sla-glossary"/>
          </main>
          <footer class="end">
            <p><xsl:value-of select="concat(w:ord('sla-footer'), ' Provbänk ', @tool-version, '.')"/></p>
          </footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <!-- The run reports' symbols and colours, under this report's words. -->
  <xsl:template name="look">
    <xsl:param name="verdict"/>
    <xsl:choose>
      <xsl:when test="$verdict = 'met'">pass</xsl:when>
      <xsl:when test="$verdict = 'not-met'">fail</xsl:when>
      <xsl:when test="$verdict = 'too-few'">untestable</xsl:when>
      <xsl:when test="$verdict = 'nothing'">not-run</xsl:when>
      <xsl:otherwise>not-applicable</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="badge">
    <xsl:param name="verdict" select="@verdict"/>
    <xsl:variable name="look"><xsl:call-template name="look"><xsl:with-param name="verdict" select="$verdict"/></xsl:call-template></xsl:variable>
    <span class="v {$look}">
      <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{$look}"/></svg>
      <span><xsl:value-of select="w:ord(concat('mal.', $verdict))"/></span>
    </span>
  </xsl:template>

  <xsl:template match="s:summary" mode="overall">
    <xsl:variable name="look"><xsl:call-template name="look"><xsl:with-param name="verdict" select="@verdict"/></xsl:call-template></xsl:variable>
    <div class="overall {$look}">
      <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{$look}"/></svg>
      <strong><xsl:value-of select="w:ord(concat('mal.', @verdict))"/></strong>
      <p><xsl:value-of select="w:ord(concat('sla-overall.', @verdict))"/></p>
    </div>
  </xsl:template>

  <xsl:template match="s:summary" mode="counts">
    <xsl:variable name="summary" select="."/>
    <table class="counts">
      <caption><xsl:value-of select="w:ord('sla-counts')"/></caption>
      <thead>
        <tr>
          <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
          <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-figures')"/></th>
        </tr>
      </thead>
      <tbody>
        <xsl:for-each select="$words/w[starts-with(@id, 'mal.')]">
          <xsl:variable name="verdict" select="substring-after(@id, 'mal.')"/>
          <xsl:variable name="count" select="$summary/@*[local-name() = $verdict]"/>
          <tr>
            <th scope="row"><xsl:call-template name="badge"><xsl:with-param name="verdict" select="$verdict"/></xsl:call-template></th>
            <td class="figure">
              <xsl:if test="$count = 0"><xsl:attribute name="class">figure zero</xsl:attribute></xsl:if>
              <xsl:value-of select="$count"/>
            </td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template name="sla-facts">
    <dl class="facts">
      <dt><xsl:value-of select="w:ord('sla-month')"/></dt>
      <dd><xsl:value-of select="@month"/></dd>
      <dt><xsl:value-of select="w:ord('sla-material')"/></dt>
      <xsl:if test="not(s:input/s:file)"><dd><xsl:value-of select="w:ord('sla-none')"/></dd></xsl:if>
      <xsl:for-each select="s:input/s:file">
        <dd>
          <xsl:value-of select="w:ord(concat('file.', @kind))"/>
          <span>
            <xsl:value-of select="concat(': ', .)"/>
            <xsl:if test="@kind = 'log' and count(../s:file[@kind = 'log']) = 1">
              <xsl:text>, </xsl:text>
              <xsl:call-template name="number"><xsl:with-param name="value" select="../@lines"/></xsl:call-template>
              <xsl:value-of select="concat(' ', w:ord('sla-lines'))"/>
            </xsl:if>
          </span>
        </dd>
      </xsl:for-each>
      <dt><xsl:value-of select="w:ord('tool')"/></dt>
      <dd>
        <xsl:value-of select="concat('Provbänk ', @tool-version)"/>
        <span><xsl:value-of select="concat(', ', w:ord('exit-code'), ' ', s:summary/@exit-code)"/></span>
      </dd>
    </dl>
  </xsl:template>

  <!-- A value in its unit: hours and minutes for availability, seconds for answers. -->
  <xsl:template name="value">
    <xsl:param name="value" select="@value"/>
    <xsl:param name="unit" select="@unit"/>
    <xsl:choose>
      <xsl:when test="not($value)">–</xsl:when>
      <xsl:when test="$unit = 'share'">
        <xsl:call-template name="percent"><xsl:with-param name="value" select="$value"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$unit = 'response-ns'">
        <xsl:call-template name="duration"><xsl:with-param name="ns" select="$value"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$unit = 'duration-ns'">
        <xsl:call-template name="hours-minutes"><xsl:with-param name="ns" select="$value"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="number"><xsl:with-param name="value" select="$value"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="hours-minutes">
    <xsl:param name="ns"/>
    <xsl:variable name="minutes" select="ceiling($ns div 60000000000)"/>
    <xsl:if test="$minutes &gt;= 60"><xsl:value-of select="concat(floor($minutes div 60), '&#160;h')"/></xsl:if>
    <xsl:if test="$minutes &gt;= 60 and $minutes mod 60 != 0"><xsl:text>&#160;</xsl:text></xsl:if>
    <xsl:if test="$minutes &lt; 60 or $minutes mod 60 != 0"><xsl:value-of select="concat($minutes mod 60, '&#160;min')"/></xsl:if>
  </xsl:template>

  <xsl:template name="target">
    <xsl:choose>
      <xsl:when test="@unit = 'share' and @target = 1"><xsl:value-of select="w:ord('sla-all')"/></xsl:when>
      <xsl:when test="@bound = 'at-least'"><xsl:value-of select="concat(w:ord('sla-at-least'), ' ')"/></xsl:when>
      <xsl:when test="@bound = 'at-most'"><xsl:value-of select="concat(w:ord('sla-at-most'), ' ')"/></xsl:when>
      <xsl:when test="@bound = 'level'"><xsl:value-of select="concat(w:ord('sla-level'), ' ')"/></xsl:when>
    </xsl:choose>
    <xsl:if test="@target and not(@unit = 'share' and @target = 1)">
      <xsl:call-template name="value"><xsl:with-param name="value" select="@target"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="overview">
    <section aria-labelledby="figures">
      <h2 id="figures"><xsl:value-of select="w:ord('sla-figures')"/></h2>
      <table class="overview">
        <caption><xsl:value-of select="w:ord('sla-figures-caption')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('sla-figure')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-value')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('sla-target')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
            <th scope="col" class="where"><xsl:value-of select="w:ord('clause')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="$figures">
            <tr>
              <th scope="row"><a href="#f-{@id}"><xsl:apply-templates select="s:name" mode="one"/></a></th>
              <td class="figure">
                <xsl:call-template name="value"/>
                <xsl:if test="@floor"><xsl:value-of select="concat(' ', w:ord('sla-or-more'))"/></xsl:if>
              </td>
              <td class="goal"><xsl:call-template name="target"/><xsl:if test="not(@target)">&#160;</xsl:if></td>
              <td class="verdict-cell"><xsl:call-template name="badge"/></td>
              <td class="where"><xsl:value-of select="@clauses"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="s:figure" mode="card">
    <article class="measure" id="f-{@id}">
      <div class="title">
        <h3><xsl:apply-templates select="s:name" mode="one"/></h3>
        <xsl:call-template name="badge"/>
      </div>
      <p class="amount">
        <strong>
          <xsl:call-template name="value"/>
          <xsl:if test="@floor"><xsl:value-of select="concat(' ', w:ord('sla-or-more'))"/></xsl:if>
        </strong>
        <xsl:if test="@target">
          <span class="quiet">
            <xsl:text> </xsl:text>
            <xsl:if test="@bound != 'level'"><xsl:value-of select="concat(w:ord('sla-goal'), ' ')"/></xsl:if>
            <xsl:call-template name="target"/>
          </span>
        </xsl:if>
      </p>
      <xsl:for-each select="s:note">
        <p><xsl:apply-templates select="." mode="one"/></p>
      </xsl:for-each>
      <dl class="facts small">
        <dt><xsl:value-of select="w:ord('sla-formula')"/></dt>
        <dd><xsl:apply-templates select="s:formula" mode="one"/></dd>
        <dt><xsl:value-of select="w:ord('sla-sample')"/></dt>
        <dd>
          <xsl:call-template name="number"><xsl:with-param name="value" select="@sample"/></xsl:call-template>
          <xsl:text> </xsl:text>
          <xsl:apply-templates select="s:sampled" mode="one"/>
        </dd>
        <xsl:if test="s:exclusion[@count != 0]">
          <dt><xsl:value-of select="w:ord('sla-excluded')"/></dt>
          <xsl:for-each select="s:exclusion[@count != 0]">
            <dd>
              <xsl:call-template name="number"><xsl:with-param name="value" select="@count"/></xsl:call-template>
              <xsl:text> </xsl:text>
              <xsl:apply-templates select="." mode="one"/>
            </dd>
          </xsl:for-each>
        </xsl:if>
        <dt><xsl:value-of select="w:ord('clause')"/></dt>
        <dd><xsl:value-of select="@clauses"/></dd>
      </dl>
      <xsl:if test="s:reading">
        <table class="readings">
          <caption><xsl:value-of select="w:ord('sla-readings')"/></caption>
          <thead class="unseen-head">
            <tr>
              <th scope="col"><xsl:value-of select="w:ord('sla-reading')"/></th>
              <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-value')"/></th>
              <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="s:reading">
              <xsl:if test="@record != string(preceding-sibling::s:reading[1]/@record)">
                <tr class="record">
                  <th scope="rowgroup" colspan="3"><xsl:value-of select="concat(w:ord('sla-record'), ' ', @record)"/></th>
                </tr>
              </xsl:if>
              <tr>
                <th scope="row">
                  <xsl:value-of select="concat(@id, ') ')"/>
                  <xsl:apply-templates select="." mode="one"/>
                  <xsl:if test="@id = 'a'"><span class="quiet"><xsl:value-of select="concat(' (', w:ord('sla-chosen'), ')')"/></span></xsl:if>
                </th>
                <td class="figure"><xsl:call-template name="value"/></td>
                <td class="verdict-cell"><xsl:choose>
                    <xsl:when test="@verdict = 'no-target'">&#160;</xsl:when>
                    <xsl:otherwise><xsl:call-template name="badge"/></xsl:otherwise>
                  </xsl:choose></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </xsl:if>
    </article>
  </xsl:template>

  <!-- One of an element's two languages. -->
  <xsl:template match="*" mode="one"><xsl:value-of select="*[local-name() = $lang]"/></xsl:template>

  <xsl:template match="s:c" mode="cell">
    <xsl:choose>
      <xsl:when test="*"><xsl:apply-templates select="." mode="one"/></xsl:when>
      <xsl:when test=". = ''">–</xsl:when>
      <xsl:when test="@number and number(.) = number(.)">
        <xsl:call-template name="number"><xsl:with-param name="value" select="."/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="s:table" mode="table">
    <div class="wide">
      <xsl:if test="count(s:head/s:c) &gt; 3"><xsl:attribute name="class">wide many</xsl:attribute></xsl:if>
      <table id="t-{@id}">
        <caption class="title">
          <xsl:apply-templates select="s:title" mode="one"/>
          <span class="sub"><xsl:value-of select="@clause"/></span>
        </caption>
        <thead>
          <tr>
            <xsl:for-each select="s:head/s:c">
              <th scope="col">
                <xsl:if test="@number"><xsl:attribute name="class">figure</xsl:attribute></xsl:if>
                <xsl:apply-templates select="." mode="cell"/>
              </th>
            </xsl:for-each>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="s:row">
            <tr>
              <xsl:for-each select="s:c">
                <xsl:choose>
                  <xsl:when test="position() = 1">
                    <th scope="row"><xsl:apply-templates select="." mode="cell"/></th>
                  </xsl:when>
                  <xsl:otherwise>
                    <td>
                      <xsl:if test="@number"><xsl:attribute name="class">figure</xsl:attribute></xsl:if>
                      <xsl:apply-templates select="." mode="cell"/>
                    </td>
                  </xsl:otherwise>
                </xsl:choose>
              </xsl:for-each>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </xsl:template>

  <xsl:template name="gaps">
    <section aria-labelledby="gaps">
      <h2 id="gaps"><xsl:value-of select="w:ord('sla-notes')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('sla-notes-lead')"/></p>
      <xsl:if test="not(s:input-notes/s:table) and s:input/s:file[@kind = 'log']"><p><xsl:value-of select="w:ord('sla-no-notes')"/></p></xsl:if>
      <xsl:apply-templates select="s:input-notes/s:table" mode="table"/>
    </section>
  </xsl:template>

  <xsl:template name="sla-glossary">
    <section aria-labelledby="glossary">
      <h2 id="glossary"><xsl:value-of select="w:ord('glossary')"/></h2>
      <table class="glossary">
        <caption><xsl:value-of select="w:ord('glossary-caption')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('meaning')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="$words/w[starts-with(@id, 'mal-means.')]">
            <tr>
              <th scope="row">
                <xsl:call-template name="badge">
                  <xsl:with-param name="verdict" select="substring-after(@id, 'mal-means.')"/>
                </xsl:call-template>
              </th>
              <td><xsl:value-of select="."/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template name="sla-style">
    <style>
.overview td.goal { color: var(--quiet); white-space: nowrap; }
.overview .where { color: var(--quiet); font-size: .875rem; }
.measures-list { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 3rem; margin-bottom: 1.5rem; align-items: start; }
.measure { border-top: 1px solid var(--rule); padding: 1rem 0 1.5rem; min-width: 0; }
.measure .title { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: .25rem 1rem; }
.measure .amount { margin: .25rem 0 .5rem; }
.measure .amount strong { font: 600 1.6rem/1.2 var(--serif); font-variant-numeric: tabular-nums; }
.facts.small { font-size: .9rem; margin-top: .6rem; }
.readings { margin-top: .9rem; font-size: .9rem; }
.readings th { font-weight: 400; }
.readings .record th { color: var(--quiet); font-size: .875rem; border-bottom: 0; padding-top: .6rem; }
.readings td, .readings th { padding-top: .3rem; padding-bottom: .3rem; }
.unseen-head { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.wide { overflow-x: auto; margin-bottom: 1.25rem; }
.wide td, .wide th { overflow-wrap: break-word; }
.wide tbody th { white-space: nowrap; }
.col rect { fill: var(--bar); }
.col.shut rect { fill: var(--bar-whole); }
.col.down rect { fill: var(--fail); }
.col.disturbed rect { fill: var(--warning); }
.col text, .axis text { fill: var(--quiet); text-anchor: middle; }
.axis text { text-anchor: end; }
.axis line { stroke: var(--rule); stroke-width: 1; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: .4rem 0; font-size: .9rem; }
.key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; background: var(--bar); }
.key .down i { background: var(--fail); } .key .disturbed i { background: var(--warning); }
@media (max-width: 46rem) {
  .measures-list { grid-template-columns: minmax(0, 1fr); }
  .facts.small { grid-template-columns: minmax(0, 1fr); gap: .1rem; }
  .facts.small dd { margin-bottom: .5rem; }
  .facts.small dd + dd { grid-column: 1; }
  .overview thead, .overview .where { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .overview tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem .75rem; padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  .overview th, .overview td { border: 0; padding: 0; width: auto; }
  .overview .verdict-cell { grid-column: 2; grid-row: 2; }
  .overview td.goal { grid-column: 1; grid-row: 2; }
  .many table { min-width: 34rem; }
  .readings tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem .75rem; border-bottom: 1px solid var(--rule); padding: .3rem 0; }
  .readings tr.record { border-bottom: 0; padding-bottom: 0; }
  .readings th, .readings td { border: 0; padding: 0; width: auto; }
  .readings th { grid-column: 1 / -1; }
  .readings .figure { text-align: left; }
  .col.odd text { display: none; }
}
@media print { .measure { break-inside: avoid; } }
    </style>
  </xsl:template>
</xsl:stylesheet>
