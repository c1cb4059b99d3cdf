<?xml version="1.0" encoding="UTF-8"?>
<!--
  onboarding.xml as one page, in the manner of html.xsl and with its parameters: lang (sv or en), other (the same page in
  the other language).
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common"
                xmlns:w="urn:provbank:words" xmlns:o="urn:provbank:onboarding:1" exclude-result-prefixes="exsl w o">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>

  <xsl:param name="other"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>

  <xsl:template match="/o:onboarding">
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>
          <xsl:call-template name="overall-word"/>
          <xsl:value-of select="concat(' – ', o:applicant/@name, ', ', @date)"/>
        </title>
        <xsl:call-template name="style"/>
      </head>
      <body>
        <a class="skip" href="#content"><xsl:value-of select="w:ord('skip')"/></a>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead">
            <p><xsl:value-of select="w:ord('dossier-report')"/></p>
            <xsl:if test="$other">
              <p><a href="{$other}" hreflang="{w:ord('other-lang-code')}" lang="{w:ord('other-lang-code')}">
                <xsl:value-of select="w:ord('other-language')"/>
              </a></p>
            </xsl:if>
          </header>
          <main id="content">
            <xsl:call-template name="dossier-opening"/>
            <xsl:call-template name="who-next"/>
            <xsl:call-template name="dossier-findings"/>
            <xsl:call-template name="dossier-steps"/>
          </main>
          <footer class="end">
            <p><xsl:value-of select="concat(w:ord('dossier-footer'), ' Provbänk ', @tool-version, '.')"/></p>
          </footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <!-- A dossier that is right so far is under way, not a verdict on anybody. -->
  <xsl:template name="overall-word">
    <xsl:choose>
      <xsl:when test="@verdict = 'untestable'"><xsl:value-of select="w:ord('ongoing')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="w:ord(concat('verdict.', @verdict))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="dossier-opening">
    <section class="opening">
      <h1><xsl:value-of select="o:applicant/@name"/></h1>
      <p><xsl:value-of select="w:ord(concat('role.', o:applicant/@kind))"/></p>
      <xsl:variable name="sign">
        <xsl:choose>
          <xsl:when test="@verdict = 'untestable'">not-run</xsl:when>
          <xsl:otherwise><xsl:value-of select="@verdict"/></xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <div class="overall {@verdict}">
        <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{$sign}"/></svg>
        <strong><xsl:call-template name="overall-word"/></strong>
        <p><xsl:value-of select="w:ord(concat('dossier-says.', @verdict))"/></p>
      </div>
      <dl class="facts">
        <dt><xsl:value-of select="w:ord('standing')"/></dt>
        <dd><xsl:value-of select="w:ord(concat('standing.', @standing))"/></dd>
        <dt><xsl:value-of select="w:ord('aggregator')"/></dt>
        <dd>
          <xsl:choose>
            <xsl:when test="@admitted = 'true'"><xsl:value-of select="w:ord('admitted')"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="w:ord('not-admitted')"/></xsl:otherwise>
          </xsl:choose>
        </dd>
        <dt><xsl:value-of select="w:ord('day-judged')"/></dt><dd><xsl:value-of select="@date"/></dd>
        <dt><xsl:value-of select="w:ord('organisation-number')"/></dt><dd><xsl:value-of select="o:applicant/@number"/></dd>
        <dt><xsl:value-of select="w:ord('dossier')"/></dt><dd><code><xsl:value-of select="@dossier"/></code></dd>
      </dl>
    </section>
  </xsl:template>

  <xsl:template name="who-next">
    <section id="next">
      <h2><xsl:value-of select="w:ord('who-next')"/></h2>
      <xsl:choose>
        <xsl:when test="o:next">
          <table class="dossier">
            <thead>
              <tr>
                <th scope="col"><xsl:value-of select="w:ord('who')"/></th>
                <th scope="col"><xsl:value-of select="w:ord('by-when')"/></th>
                <th scope="col"><xsl:value-of select="w:ord('does-what')"/></th>
              </tr>
            </thead>
            <tbody><xsl:apply-templates select="o:next"/></tbody>
          </table>
        </xsl:when>
        <xsl:when test="/o:onboarding/o:step[@state = 'planned']"><p><xsl:value-of select="w:ord('nobody-yet')"/></p></xsl:when>
        <xsl:when test="/o:onboarding/@verdict = 'pass'"><p><xsl:value-of select="w:ord('nobody-next')"/></p></xsl:when>
        <xsl:otherwise><p><xsl:value-of select="w:ord('nobody-but')"/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template match="o:next">
    <tr>
      <th scope="row"><xsl:apply-templates select="o:who" mode="words"/></th>
      <td class="day">
        <xsl:choose>
          <xsl:when test="@by"><xsl:value-of select="@by"/></xsl:when>
          <xsl:otherwise><span class="sub"><xsl:value-of select="w:ord('no-date')"/></span></xsl:otherwise>
        </xsl:choose>
      </td>
      <td>
        <xsl:apply-templates select="o:what" mode="words"/>
        <span class="sub"><xsl:value-of select="@clauses"/></span>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="dossier-findings">
    <section id="findings">
      <h2><xsl:value-of select="w:ord('findings')"/></h2>
      <xsl:if test="not(o:step/o:finding)"><p><xsl:value-of select="w:ord('no-findings')"/></p></xsl:if>
      <xsl:apply-templates select="o:step/o:finding"/>
    </section>
  </xsl:template>

  <xsl:template match="o:finding">
    <article class="finding {../@verdict}">
      <xsl:call-template name="verdict"><xsl:with-param name="verdict" select="../@verdict"/></xsl:call-template>
      <div class="body">
        <h3><xsl:apply-templates select="o:message" mode="words"/></h3>
        <p class="about">
          <xsl:apply-templates select="../o:title" mode="words"/>
          <xsl:value-of select="concat(' · ', ../@clauses, ' · ')"/>
          <code><xsl:value-of select="@code"/></code>
          <xsl:if test="@bars-access = 'true'"><xsl:value-of select="concat(' · ', w:ord('bars-access'))"/></xsl:if>
        </p>
        <xsl:for-each select="o:otherwise">
          <p class="note">
            <xsl:value-of select="concat(w:ord('other-reading'), ' (', @record, '): ')"/>
            <xsl:apply-templates select="." mode="words"/>
          </p>
        </xsl:for-each>
      </div>
    </article>
  </xsl:template>

  <xsl:template name="dossier-steps">
    <section id="steps">
      <h2><xsl:value-of select="w:ord('steps')"/></h2>
      <xsl:if test="o:step/@day"><xsl:call-template name="steps-drawing"/></xsl:if>
      <table class="dossier">
        <caption><xsl:value-of select="w:ord('steps-table')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('step')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('day')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('who')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('state')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:apply-templates select="o:step[@state != 'not-applicable']"/>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="o:step">
    <tr>
      <th scope="row">
        <xsl:apply-templates select="o:title" mode="words"/>
        <span class="sub"><xsl:apply-templates select="o:what" mode="words"/></span>
        <span class="sub"><xsl:value-of select="@clauses"/></span>
      </th>
      <td class="day">
        <xsl:value-of select="@day"/>
        <xsl:if test="@due"><span class="sub"><xsl:value-of select="concat(w:ord('last-day'), ' ', @due)"/></span></xsl:if>
        <xsl:if test="@earliest"><span class="sub"><xsl:value-of select="concat(w:ord('first-day'), ' ', @earliest)"/></span></xsl:if>
      </td>
      <td><xsl:apply-templates select="o:who" mode="words"/></td>
      <td class="verdict-cell"><xsl:call-template name="state"/></td>
    </tr>
  </xsl:template>

  <xsl:template name="state">
    <xsl:choose>
      <xsl:when test="@verdict = 'untestable'">
        <span class="{@state}"><xsl:value-of select="w:ord(concat('state.', @state))"/></span>
      </xsl:when>
      <xsl:otherwise>
        <span class="v {@verdict}">
          <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{@verdict}"/></svg>
          <span><xsl:value-of select="w:ord(concat('state.', @state))"/></span>
        </span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- One row a step: its name and day above a line from the first day to the last; lengths in percent fit any width. -->
  <xsl:template name="steps-drawing">
    <xsl:variable name="numbers">
      <xsl:for-each select="o:step/@day-number | o:step/@due-number | @date-number">
        <xsl:sort select="." data-type="number" order="descending"/>
        <n><xsl:value-of select="."/></n>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="last" select="number(exsl:node-set($numbers)/n[1])"/>
    <xsl:variable name="span" select="$last + ($last = 0)"/>
    <xsl:variable name="rows" select="o:step[@day or @due]"/>
    <xsl:variable name="height" select="34 * count($rows)"/>
    <xsl:variable name="today" select="1 + 98 * @date-number div $span"/>
    <figure class="drawing steps">
      <figcaption><xsl:value-of select="w:ord('steps-drawn')"/></figcaption>
      <svg width="100%" height="{$height + 6}" role="img" aria-labelledby="steps-title steps-desc">
        <title id="steps-title"><xsl:value-of select="w:ord('steps-drawn')"/></title>
        <desc id="steps-desc"><xsl:value-of select="w:ord('steps-desc')"/></desc>
        <xsl:for-each select="$rows">
          <xsl:sort select="@day-number | @due-number[not(../@day-number)]" data-type="number"/>
          <xsl:variable name="y" select="34 * (position() - 1)"/>
          <g class="row {@verdict}">
            <text x="0" y="{$y + 14}"><xsl:apply-templates select="o:title" mode="words"/></text>
            <text class="day" x="100%" y="{$y + 14}">
              <xsl:value-of select="@day"/>
              <xsl:if test="@due"><tspan class="roomy"><xsl:value-of select="concat(' (', w:ord('last-day'), ' ', @due, ')')"/></tspan></xsl:if>
            </text>
            <line class="track" x1="1%" x2="99%" y1="{$y + 24}" y2="{$y + 24}"/>
            <line class="today" x1="{$today}%" x2="{$today}%" y1="{$y + 18}" y2="{$y + 30}"/>
            <xsl:if test="@due">
              <svg x="{1 + 98 * @due-number div $span}%" y="{$y + 24}" overflow="visible"><path class="limit-mark" d="M0-6L6 0L0 6L-6 0z"/></svg>
            </xsl:if>
            <xsl:if test="@day">
              <circle class="dot" cx="{1 + 98 * @day-number div $span}%" cy="{$y + 24}" r="4.5"/>
            </xsl:if>
          </g>
        </xsl:for-each>
      </svg>
      <p class="quiet"><xsl:value-of select="w:ord('steps-desc')"/></p>
    </figure>
  </xsl:template>
</xsl:stylesheet>
