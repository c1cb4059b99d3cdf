<?xml version="1.0" encoding="UTF-8"?>
<!-- Scenario by scenario: checks, questions and times, folded until wanted. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="w r str">

  <xsl:variable name="timelines-per-scenario-max" select="4"/>

  <xsl:template match="/r:result/r:scenarios">
    <section aria-labelledby="scenarios">
      <h2 id="scenarios"><xsl:value-of select="w:ord('scenarios')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('scenarios-lead')"/></p>
      <div class="tools" hidden="hidden" role="group" aria-label="{w:ord('filter')}">
        <button type="button" data-show="all" aria-pressed="true"><xsl:value-of select="w:ord('show-all')"/></button>
        <button type="button" data-show="open" aria-pressed="false"><xsl:value-of select="w:ord('show-open')"/></button>
        <button type="button" data-open="yes"><xsl:value-of select="w:ord('expand')"/></button>
        <button type="button" data-open="no"><xsl:value-of select="w:ord('collapse')"/></button>
      </div>
      <xsl:apply-templates select="r:scenario"/>
    </section>
  </xsl:template>

  <xsl:template match="r:scenario">
    <details class="scenario" id="s-{@id}" data-verdict="{@verdict}">
      <xsl:if test="@verdict = 'fail' or @verdict = 'tool-error'"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary class="head">
        <xsl:call-template name="verdict"/>
        <h3><xsl:apply-templates select="r:title" mode="words"/></h3>
        <span class="turn" aria-hidden="true"><xsl:text> </xsl:text></span>
        <span class="id"><xsl:call-template name="scenario-words"/></span>
      </summary>
      <div class="inside">
        <xsl:apply-templates select="r:note"/>
        <p class="quiet">
          <xsl:value-of select="concat(w:ord('verifies'), ': ')"/>
          <xsl:for-each select="r:verifies">
            <xsl:call-template name="clause-link"><xsl:with-param name="id" select="@clause"/></xsl:call-template>
            <xsl:text> · </xsl:text>
          </xsl:for-each>
          <xsl:value-of select="concat(@role, ' · ')"/>
          <code><xsl:value-of select="@file"/></code>
          <xsl:if test="@questions-asked &gt; 0">
            <xsl:text> · </xsl:text>
            <a href="{/r:result/r:evidence/@folder}/{@id}/{/r:result/r:evidence/@har}"><xsl:value-of select="w:ord('evidence')"/></a>
          </xsl:if>
        </p>
        <xsl:call-template name="check-table"/>
        <xsl:apply-templates select="r:check" mode="decay"/>
        <xsl:apply-templates select="r:samples" mode="distribution"/>
        <xsl:call-template name="timelines"/>
        <xsl:if test="r:question"><xsl:call-template name="question-table"/></xsl:if>
      </div>
    </details>
  </xsl:template>

  <!-- "DP-3.7.1-a · simulated · 600 questions asked · took 3 min 20 s" -->
  <xsl:template name="scenario-words">
    <xsl:value-of select="concat(@id, ' · ', w:ord(concat('world.', @world)))"/>
    <xsl:if test="@questions-asked &gt; 0">
      <xsl:text> · </xsl:text>
      <xsl:call-template name="number"><xsl:with-param name="value" select="@questions-asked"/></xsl:call-template>
      <xsl:text>&#160;</xsl:text>
      <xsl:choose>
        <xsl:when test="@questions-asked = 1"><xsl:value-of select="w:ord('question-asked')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="w:ord('questions-asked')"/></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="@duration-ns &gt; 0">
      <xsl:value-of select="concat(' · ', w:ord('took'), ' ')"/>
      <xsl:call-template name="duration"><xsl:with-param name="ns" select="@duration-ns"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="r:note">
    <p class="note"><strong><xsl:value-of select="concat(w:ord('note'), ': ')"/></strong><xsl:apply-templates select="." mode="words"/></p>
  </xsl:template>

  <!-- Checks -->

  <xsl:template name="check-table">
    <table>
      <caption class="title"><xsl:value-of select="w:ord('checks')"/><span class="unseen"><xsl:value-of select="concat(' ', w:ord('in'), ' ', @id)"/></span></caption>
      <thead>
        <tr>
          <th scope="col"><xsl:value-of select="w:ord('number')"/></th>
          <th scope="col"><xsl:value-of select="w:ord('claim')"/></th>
          <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
        </tr>
      </thead>
      <tbody><xsl:apply-templates select="r:check"/></tbody>
    </table>
  </xsl:template>

  <xsl:template match="r:check">
    <tr id="k-{../@id}-{position()}">
      <th scope="row"><xsl:value-of select="position()"/></th>
      <td>
        <xsl:apply-templates select="r:claim" mode="words"/>
        <xsl:call-template name="check-decisions"/>
        <xsl:if test="r:measured"><ul class="measures"><xsl:apply-templates select="r:measured"/></ul></xsl:if>
        <xsl:for-each select="r:finding">
          <xsl:variable name="id"><xsl:call-template name="finding-id"/></xsl:variable>
          <xsl:choose>
            <xsl:when test="../@verdict = 'pass' and @severity = 'info'">
              <span class="sub"><xsl:apply-templates select="r:message" mode="words"/></span>
            </xsl:when>
            <xsl:otherwise>
              <span class="sub"><a href="#{$id}"><xsl:value-of select="concat(w:ord('finding'), ' ', position())"/></a></span>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
        <xsl:apply-templates select="r:rests-on"/>
        <span class="sub">
          <xsl:call-template name="clause-links"><xsl:with-param name="clauses" select="@clause"/></xsl:call-template>
          <code><xsl:value-of select="@name"/></code>
        </span>
      </td>
      <td class="verdict-cell"><xsl:call-template name="verdict"/></td>
    </tr>
  </xsl:template>

  <!-- "slowest 6.2 s (limit 7 s)"; a count is "143 values". -->
  <xsl:template match="r:measured">
    <xsl:variable name="known" select="w:ord(concat('measured.', @name))"/>
    <xsl:variable name="name">
      <xsl:choose>
        <xsl:when test="$known"><xsl:value-of select="$known"/></xsl:when>
        <xsl:when test="starts-with(@name, 'residue-after-')">
          <xsl:value-of select="concat(w:ord('decay-left-after'), '&#160;')"/>
          <xsl:value-of select="translate(substring-after(@name, 'residue-after-'), '-', '&#160;')"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="@name"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="value">
      <xsl:call-template name="quantity">
        <xsl:with-param name="value" select="@value"/>
        <xsl:with-param name="unit" select="@unit"/>
      </xsl:call-template>
    </xsl:variable>
    <li>
      <xsl:value-of select="concat($name, '&#160;', $value)"/>
      <xsl:if test="@limit">
        <xsl:value-of select="concat(' (', w:ord('limit'), '&#160;')"/>
        <xsl:call-template name="quantity">
          <xsl:with-param name="value" select="@limit"/>
          <xsl:with-param name="unit" select="@unit"/>
        </xsl:call-template>
        <xsl:text>)</xsl:text>
      </xsl:if>
    </li>
  </xsl:template>

  <!-- What was left at each look, when there were several: measures called residue-after-1-min. -->
  <xsl:template match="r:check" mode="decay">
    <xsl:variable name="looks" select="r:measured[starts-with(@name, 'residue-after-')]"/>
    <xsl:if test="count($looks) &gt; 1">
      <xsl:call-template name="decay-curve">
        <xsl:with-param name="looks">
          <xsl:for-each select="$looks">
            <look after="{translate(substring-after(@name, 'residue-after-'), '-', ' ')}" left="{@value}">
              <xsl:copy-of select="@limit"/>
            </look>
          </xsl:for-each>
        </xsl:with-param>
        <xsl:with-param name="id" select="concat(../@id, '-', count(preceding-sibling::r:check))"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Times -->

  <xsl:template name="timelines">
    <xsl:variable name="timed" select="r:question[r:source/@duration-ns]"/>
    <xsl:apply-templates select="$timed[position() &lt;= $timelines-per-scenario-max]" mode="timeline"/>
    <xsl:if test="count($timed) &gt; $timelines-per-scenario-max">
      <p class="quiet">
        <xsl:value-of select="concat(w:ord('more-questions'), ' ', count($timed) - $timelines-per-scenario-max, '.')"/>
      </p>
    </xsl:if>
  </xsl:template>

  <!-- Questions -->

  <xsl:template name="question-table">
    <table>
      <caption class="title"><xsl:value-of select="w:ord('questions')"/><span class="unseen"><xsl:value-of select="concat(' ', w:ord('in'), ' ', @id)"/></span></caption>
      <thead>
        <tr>
          <th scope="col"><xsl:value-of select="w:ord('question')"/></th>
          <th scope="col"><xsl:value-of select="w:ord('outcome')"/></th>
          <th scope="col" class="figure"><xsl:value-of select="w:ord('time')"/></th>
        </tr>
      </thead>
      <tbody><xsl:apply-templates select="r:question" mode="row"/></tbody>
    </table>
  </xsl:template>

  <xsl:template match="r:question" mode="row">
    <tr>
      <th scope="row">
        <xsl:value-of select="@id"/>
        <span class="sub">
          <xsl:call-template name="asker-words"/>
          <xsl:if test="normalize-space(@sources)">
            <xsl:value-of select="concat(' ', w:ord('from'), ' ')"/>
            <xsl:call-template name="listed"><xsl:with-param name="items" select="@sources"/></xsl:call-template>
          </xsl:if>
        </span>
      </th>
      <td>
        <xsl:value-of select="w:ord(concat('outcome.', @outcome))"/>
        <span class="sub">
          <xsl:if test="@http-status"><xsl:value-of select="concat('HTTP ', @http-status, ' ')"/></xsl:if>
          <xsl:if test="@fault-code"><xsl:value-of select="concat(@fault-code, ' ')"/></xsl:if>
          <xsl:for-each select="r:source[@kalla]">
            <xsl:value-of select="concat(@code, ': ', @kalla, ' ', @felkod, ' ')"/>
          </xsl:for-each>
          <xsl:value-of select="@exchange"/>
          <xsl:text> </xsl:text>
        </span>
      </td>
      <td class="figure"><xsl:call-template name="duration"><xsl:with-param name="ns" select="@duration-ns"/></xsl:call-template></td>
    </tr>
  </xsl:template>

  <!-- "q1: exempelkommun asks about anna". Context: a question. -->
  <xsl:template name="question-words">
    <xsl:value-of select="concat(@id, ': ')"/>
    <xsl:call-template name="asker-words"/>
  </xsl:template>

  <xsl:template name="asker-words">
    <xsl:choose>
      <xsl:when test="@kommun"><xsl:value-of select="@kommun"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="w:ord('bench')"/></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@person">
      <xsl:value-of select="concat(' ', w:ord('asks'), ' ')"/>
      <xsl:call-template name="listed"><xsl:with-param name="items" select="@person"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- A schema list as "a, b, c". -->
  <xsl:template name="listed">
    <xsl:param name="items"/>
    <xsl:for-each select="str:tokenize($items)">
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:value-of select="."/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
