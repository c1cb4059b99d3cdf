<?xml version="1.0" encoding="UTF-8"?>
<!-- Every finding, the gravest first: expected, received, where, and how to see it again. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <!-- Where a check's verdict stands in this list is how grave it is. -->
  <xsl:variable name="gravest-first" select="' fail tool-error warning untestable review not-run not-applicable pass '"/>

  <!-- A remark of a check that passed explains; it stands with its check, not among what to act on. -->
  <xsl:variable name="findings" select="//r:finding[not(../@verdict = 'pass' and @severity = 'info')]"/>

  <xsl:template name="findings">
    <section aria-labelledby="findings">
      <h2 id="findings"><xsl:value-of select="w:ord('findings')"/></h2>
      <xsl:if test="not($findings)"><p><xsl:value-of select="w:ord('no-findings')"/></p></xsl:if>
      <xsl:apply-templates select="$findings">
        <xsl:sort select="string-length(substring-before($gravest-first, concat(' ', ../@verdict, ' ')))" data-type="number"/>
        <xsl:sort select="string-length(substring-before('error warning info', @severity))" data-type="number"/>
      </xsl:apply-templates>
    </section>
  </xsl:template>

  <!-- An id that is the same in every rendering. Context: a finding. -->
  <xsl:template name="finding-id">
    <xsl:value-of select="concat('f-', ../../@id, '-', 1 + count(../preceding-sibling::r:check), '-',
                                 1 + count(preceding-sibling::r:finding))"/>
  </xsl:template>

  <xsl:template match="r:finding">
    <xsl:variable name="id"><xsl:call-template name="finding-id"/></xsl:variable>
    <article id="{$id}" class="finding {../@verdict}" aria-labelledby="{$id}-h">
      <xsl:call-template name="verdict"><xsl:with-param name="verdict" select="../@verdict"/></xsl:call-template>
      <div class="body">
        <h3 id="{$id}-h"><xsl:apply-templates select="r:message" mode="words"/></h3>
        <xsl:call-template name="finding-about"/>
        <xsl:apply-templates select="../r:override | ../r:known" mode="decision"/>
        <div class="pair">
          <xsl:apply-templates select="r:expected | r:received"/>
        </div>
        <dl class="proof">
          <xsl:if test="r:where">
            <dt><xsl:value-of select="w:ord('where')"/></dt>
            <dd><ul><xsl:apply-templates select="r:where"/></ul></dd>
          </xsl:if>
          <dt><xsl:value-of select="w:ord('reproduce')"/></dt>
          <dd><code><xsl:value-of select="r:reproduce"/></code></dd>
        </dl>
      </div>
    </article>
  </xsl:template>

  <xsl:template name="finding-about">
    <p class="about">
      <xsl:value-of select="concat(w:ord(concat('severity.', @severity)), ' · ', key('party', ../@party)/r:name, ' · ')"/>
      <xsl:call-template name="clause-links"><xsl:with-param name="clauses" select="../@clause"/></xsl:call-template>
      <a href="#s-{../../@id}"><xsl:value-of select="../../@id"/></a>
      <xsl:text> · </xsl:text>
      <code><xsl:value-of select="../@name"/></code>
      <xsl:if test="@question"><xsl:value-of select="concat(' · ', w:ord('question'), ' ', @question)"/></xsl:if>
    </p>
  </xsl:template>

  <!-- Links for a list of clause ids, each followed by a dot. -->
  <xsl:template name="clause-links">
    <xsl:param name="clauses"/>
    <xsl:variable name="list" select="concat(normalize-space($clauses), ' ')"/>
    <xsl:variable name="first" select="substring-before($list, ' ')"/>
    <xsl:if test="$first">
      <xsl:call-template name="clause-link"><xsl:with-param name="id" select="$first"/></xsl:call-template>
      <xsl:text> · </xsl:text>
      <xsl:call-template name="clause-links"><xsl:with-param name="clauses" select="substring-after($list, ' ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- A link when the clause has a row to go to, else its number alone. -->
  <xsl:template name="clause-link">
    <xsl:param name="id"/>
    <xsl:choose>
      <xsl:when test="key('clause', $id)">
        <a href="#c-{$id}-{key('clause', $id)[1]/@party}"><xsl:value-of select="$id"/></a>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="r:expected | r:received">
    <figure>
      <figcaption><xsl:value-of select="w:ord(local-name(.))"/></figcaption>
      <pre>
        <xsl:value-of select="."/>
        <xsl:if test="not(string(.))"><xsl:value-of select="w:ord('empty-text')"/></xsl:if>
      </pre>
    </figure>
  </xsl:template>

  <xsl:template match="r:where">
    <li>
      <xsl:if test="@exchange"><xsl:value-of select="concat(w:ord('exchange'), ' ', @exchange, ' ')"/></xsl:if>
      <xsl:if test="@file"><code><xsl:value-of select="@file"/></code><xsl:text> </xsl:text></xsl:if>
      <xsl:if test="@line"><xsl:value-of select="concat(w:ord('line'), ' ', @line, ' ')"/></xsl:if>
      <xsl:if test="@column"><xsl:value-of select="concat(w:ord('column'), ' ', @column, ' ')"/></xsl:if>
      <xsl:if test="@xpath"><code><xsl:value-of select="@xpath"/></code></xsl:if>
    </li>
  </xsl:template>
</xsl:stylesheet>
