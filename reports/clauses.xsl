<?xml version="1.0" encoding="UTF-8"?>
<!-- Clause by clause: the requirement, the verdict, and the checks it rests on. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" xmlns:exsl="http://exslt.org/common"
                exclude-result-prefixes="w r exsl">

  <!-- Roles are spelled out since a phone shows the rows as cards, which would else make them plain boxes. -->
  <xsl:template match="/r:result/r:clauses">
    <section aria-labelledby="clauses">
      <h2 id="clauses"><xsl:value-of select="w:ord('clauses')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('clauses-lead')"/></p>
      <xsl:if test="r:clause">
        <table class="clauses" role="table">
          <caption><xsl:value-of select="w:ord('clauses-caption')"/></caption>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader"><xsl:value-of select="w:ord('clause')"/></th>
              <th scope="col" role="columnheader"><xsl:value-of select="w:ord('requirement')"/></th>
              <th scope="col" role="columnheader"><xsl:value-of select="w:ord('verdict')"/></th>
            </tr>
          </thead>
          <tbody role="rowgroup"><xsl:apply-templates select="r:clause"/></tbody>
        </table>
      </xsl:if>
    </section>
  </xsl:template>

  <xsl:template match="r:clause">
    <tr id="c-{@id}-{@party}" role="row">
      <th scope="row" role="rowheader"><xsl:value-of select="@id"/></th>
      <td class="requirement" role="cell">
        <xsl:apply-templates select="r:summary" mode="words"/>
        <span class="sub"><xsl:value-of select="key('party', @party)/r:name"/></span>
        <xsl:if test="@attested">
          <span class="sub">
            <strong><xsl:value-of select="concat(w:ord('partly-checked'), ': ')"/></strong>
            <xsl:call-template name="listed"><xsl:with-param name="items" select="@attested"/></xsl:call-template>
          </span>
        </xsl:if>
        <xsl:apply-templates select="key('attestations', concat(@party, ' ', @id))"/>
        <xsl:if test="@attested">
          <xsl:variable name="clause" select="."/>
          <xsl:apply-templates select="../../r:attestations/r:attestation[@party = $clause/@party and contains(concat(' ', $clause/@attested, ' '), concat(' ', @clause, ' '))]"/>
        </xsl:if>
        <xsl:choose>
          <xsl:when test="r:ref"><xsl:call-template name="refs"/></xsl:when>
          <xsl:otherwise><span class="sub"><xsl:value-of select="w:ord('unchecked')"/></span></xsl:otherwise>
        </xsl:choose>
      </td>
      <td class="verdict-cell" role="cell"><xsl:call-template name="verdict"/></td>
    </tr>
  </xsl:template>

  <!-- What did not pass stands open; what passed is folded, since it can be hundreds. Context: a clause. -->
  <xsl:template name="refs">
    <xsl:variable name="open"><xsl:apply-templates select="r:ref" mode="unless-passed"/></xsl:variable>
    <xsl:variable name="passed" select="count(r:ref) - count(exsl:node-set($open)/li)"/>
    <xsl:if test="exsl:node-set($open)/li"><ul class="refs"><xsl:copy-of select="$open"/></ul></xsl:if>
    <xsl:if test="$passed">
      <details class="passed">
        <summary>
          <xsl:call-template name="number"><xsl:with-param name="value" select="$passed"/></xsl:call-template>
          <xsl:value-of select="concat(' ', w:ord('checks-passed'))"/>
        </summary>
        <ul class="refs"><xsl:apply-templates select="r:ref" mode="if-passed"/></ul>
      </details>
    </xsl:if>
  </xsl:template>

  <xsl:template match="r:ref" mode="unless-passed">
    <xsl:if test="key('scenario', @scenario)/r:check[number(current()/@check)][@verdict != 'pass' or r:override]"><xsl:apply-templates select="."/></xsl:if>
  </xsl:template>

  <xsl:template match="r:ref" mode="if-passed">
    <xsl:if test="key('scenario', @scenario)/r:check[number(current()/@check)][@verdict = 'pass' and not(r:override)]"><xsl:apply-templates select="."/></xsl:if>
  </xsl:template>

  <xsl:template match="r:ref">
    <xsl:variable name="check" select="key('scenario', @scenario)/r:check[number(current()/@check)]"/>
    <li>
      <span class="v mini {$check/@verdict}">
        <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{$check/@verdict}"/></svg>
        <span><xsl:value-of select="w:ord(concat('verdict.', $check/@verdict))"/></span>
      </span>
      <a href="#k-{@scenario}-{@check}"><xsl:value-of select="concat(@scenario, ' ', @check)"/></a>
      <xsl:if test="$check/r:override"><span><xsl:value-of select="concat('(', w:ord('overridden'), ')')"/></span></xsl:if>
      <xsl:if test="$check/r:known"><span><xsl:value-of select="concat('(', w:ord('known'), ')')"/></span></xsl:if>
    </li>
  </xsl:template>
</xsl:stylesheet>
