<?xml version="1.0" encoding="UTF-8"?>
<!--
  Each failure of result.xml as a deviation report: heading, steps to see it again, what is wrong, evidence, contact. One page, made to be
  printed or copied piece by piece. Parameter lang: sv (default) or en. Written for XML and HTML readers alike, as html.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:str="http://exslt.org/strings"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r str">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>
  <xsl:include href="paper.xsl"/>
  <xsl:include href="decisions.xsl"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>
  <xsl:preserve-space elements="r:expected r:received"/>

  <xsl:key name="party" match="r:party" use="@id"/>
  <xsl:key name="clause" match="r:clause" use="@id"/>

  <xsl:variable name="failed" select="//r:check[@verdict = 'fail']"/>
  <!-- A check that failed without a word is a deviation of its own. -->
  <xsl:variable name="deviations" select="$failed/r:finding[@severity = 'error'] | $failed[not(r:finding[@severity = 'error'])]"/>

  <xsl:template match="/r:result">
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="concat(w:ord('deviations'), ', ', substring-before(r:run/@started, 'T'))"/></title>
        <xsl:call-template name="style"/>
        <xsl:call-template name="paper-style"/>
      </head>
      <body>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead"><p><xsl:value-of select="w:ord('deviations-report')"/></p></header>
          <main>
            <h1><xsl:value-of select="concat(w:ord('deviations'), ' (', count($deviations), ')')"/></h1>
            <xsl:apply-templates select="r:run" mode="paper"/>
            <xsl:if test="not($deviations)"><p><xsl:value-of select="w:ord('no-deviations')"/></p></xsl:if>
            <xsl:for-each select="$deviations">
              <xsl:call-template name="deviation"><xsl:with-param name="number" select="position()"/></xsl:call-template>
            </xsl:for-each>
            <xsl:call-template name="not-shown"/>
          </main>
          <footer class="end"><p><xsl:value-of select="concat(w:ord('footer'), ' Provbänk ', r:run/@tool-version, '.')"/></p></footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <!-- Context: an error, or a check that failed without one. -->
  <xsl:template name="deviation">
    <xsl:param name="number"/>
    <xsl:variable name="check" select="ancestor-or-self::r:check"/>
    <xsl:variable name="finding" select="self::r:finding"/>
    <xsl:variable name="scenario" select="$check/.."/>
    <xsl:variable name="place" select="1 + count($check/preceding-sibling::r:check)"/>
    <article class="deviation">
      <h2>
        <xsl:value-of select="concat($number, '. ')"/>
        <xsl:choose>
          <xsl:when test="$finding"><xsl:apply-templates select="$finding/r:message" mode="words"/></xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="concat(w:ord('not-kept'), ': ')"/>
            <xsl:apply-templates select="$check/r:claim" mode="words"/>
          </xsl:otherwise>
        </xsl:choose>
      </h2>
      <dl class="form">
        <dt><xsl:value-of select="w:ord('deviation-id')"/></dt>
        <dd>
          <code>
            <xsl:value-of select="concat($scenario/@id, '/', $place)"/>
            <xsl:if test="$finding"><xsl:value-of select="concat('.', 1 + count($finding/preceding-sibling::r:finding))"/></xsl:if>
          </code>
        </dd>
        <dt><xsl:value-of select="w:ord('concerns')"/></dt>
        <dd><xsl:value-of select="key('party', $check/@party)/r:name"/></dd>
        <dt><xsl:value-of select="w:ord('clause')"/></dt>
        <dd>
          <xsl:for-each select="str:tokenize($check/@clause)">
            <xsl:variable name="id" select="string(.)"/>
            <p>
              <strong><xsl:value-of select="$id"/></strong>
              <xsl:for-each select="$check">
                <xsl:for-each select="key('clause', $id)[1]">
                  <xsl:text> </xsl:text>
                  <xsl:apply-templates select="r:summary" mode="words"/>
                </xsl:for-each>
              </xsl:for-each>
            </p>
          </xsl:for-each>
        </dd>
        <dt><xsl:value-of select="w:ord('steps-to-reproduce')"/></dt>
        <dd>
          <xsl:for-each select="$check">
            <xsl:call-template name="steps"><xsl:with-param name="finding" select="$finding"/></xsl:call-template>
          </xsl:for-each>
        </dd>
        <dt><xsl:value-of select="w:ord('what-is-wrong')"/></dt>
        <dd>
          <p><xsl:value-of select="concat(w:ord('must-hold'), ': ')"/><xsl:apply-templates select="$check/r:claim" mode="words"/></p>
          <xsl:if test="$finding">
            <p><strong><xsl:value-of select="w:ord('expected')"/></strong></p>
            <pre><xsl:value-of select="$finding/r:expected"/><xsl:if test="not(string($finding/r:expected))"><xsl:value-of select="w:ord('empty-text')"/></xsl:if></pre>
            <p><strong><xsl:value-of select="w:ord('received')"/></strong></p>
            <pre><xsl:value-of select="$finding/r:received"/><xsl:if test="not(string($finding/r:received))"><xsl:value-of select="w:ord('empty-text')"/></xsl:if></pre>
          </xsl:if>
          <xsl:for-each select="$check"><xsl:call-template name="check-decisions"/></xsl:for-each>
        </dd>
        <dt><xsl:value-of select="w:ord('evidence')"/></dt>
        <dd>
          <xsl:call-template name="proof">
            <xsl:with-param name="scenario" select="$scenario"/>
            <xsl:with-param name="places" select="$finding/r:where"/>
          </xsl:call-template>
        </dd>
        <dt><xsl:value-of select="w:ord('contact')"/></dt>
        <dd>
          <xsl:choose>
            <xsl:when test="key('party', $check/@party)/r:contact"><xsl:value-of select="key('party', $check/@party)/r:contact"/></xsl:when>
            <xsl:otherwise><span class="blank"><xsl:value-of select="w:ord('contact-line')"/></span></xsl:otherwise>
          </xsl:choose>
        </dd>
      </dl>
    </article>
  </xsl:template>

  <!-- Context: a check. -->
  <xsl:template name="steps">
    <xsl:param name="finding"/>
    <ol>
      <li><xsl:value-of select="concat(w:ord('situation'), ' (', ../@id, '): ')"/><xsl:apply-templates select="../r:title" mode="words"/></li>
      <xsl:for-each select="../r:question[@id = $finding/@question]">
        <li>
          <xsl:value-of select="concat(@kommun, ' ', w:ord('asks'), ' ')"/>
          <xsl:value-of select="@person"/>
          <xsl:if test="normalize-space(@sources)"><xsl:value-of select="concat(' ', w:ord('from'), ' ', @sources)"/></xsl:if>
          <xsl:value-of select="concat(' (', w:ord('question'), ' ', @id, ')')"/>
        </li>
      </xsl:for-each>
      <li>
        <xsl:value-of select="concat(w:ord('reproduce'), ': ')"/>
        <code>
          <xsl:choose>
            <xsl:when test="$finding"><xsl:value-of select="$finding/r:reproduce"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="concat('provbank run --world ', ../@world, ' --seed ', /r:result/r:run/@seed, ' ', ../@id)"/></xsl:otherwise>
          </xsl:choose>
        </code>
      </li>
    </ol>
  </xsl:template>

  <xsl:template name="proof">
    <xsl:param name="scenario"/>
    <xsl:param name="places"/>
    <xsl:variable name="folder" select="concat(/r:result/r:evidence/@folder, '/', $scenario/@id, '/')"/>
    <ul>
      <li><code><xsl:value-of select="concat($folder, /r:result/r:evidence/@har)"/></code></li>
      <xsl:for-each select="$places">
        <li>
          <xsl:if test="@exchange">
            <xsl:value-of select="concat(w:ord('exchange'), ' ', @exchange, ' ')"/>
            <code><xsl:value-of select="concat($folder, 'bodies/', @exchange, '-*')"/></code>
            <xsl:text> </xsl:text>
          </xsl:if>
          <xsl:if test="@file"><code><xsl:value-of select="concat($folder, 'files/', @file)"/></code><xsl:text> </xsl:text></xsl:if>
          <xsl:if test="@line"><xsl:value-of select="concat(w:ord('line'), ' ', @line, ' ')"/></xsl:if>
          <xsl:if test="@xpath"><code><xsl:value-of select="@xpath"/></code></xsl:if>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <!-- No deviations, and yet no proof: nobody may take the list's silence for a pass. -->
  <xsl:template name="not-shown">
    <xsl:variable name="open" select="//r:check[@verdict = 'untestable' or @verdict = 'review' or @verdict = 'not-run' or @verdict = 'tool-error']"/>
    <xsl:if test="$open">
      <section aria-labelledby="not-shown">
        <h2 id="not-shown"><xsl:value-of select="concat(w:ord('not-shown'), ' (', count($open), ')')"/></h2>
        <p><xsl:value-of select="w:ord('not-shown-lead')"/></p>
        <table>
          <caption><xsl:value-of select="w:ord('not-shown')"/></caption>
          <thead><tr>
            <th scope="col"><xsl:value-of select="w:ord('check')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('reason')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
          </tr></thead>
          <tbody>
            <xsl:for-each select="$open">
              <tr>
                <th scope="row"><xsl:value-of select="concat(../@id, '/', 1 + count(preceding-sibling::r:check))"/></th>
                <td>
                  <xsl:apply-templates select="r:claim" mode="words"/>
                  <xsl:for-each select="r:finding"><span class="sub"><xsl:apply-templates select="r:message" mode="words"/></span></xsl:for-each>
                  <xsl:call-template name="check-decisions"/>
                </td>
                <td class="verdict-cell"><xsl:call-template name="verdict"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </section>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
