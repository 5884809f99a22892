namespace Scalewright.Plugins;

/// <summary>
/// Sets a regular expression that a text, or each text of a list or map, must match as a whole. Other values are
/// rejected.
/// </summary>
/// <param name="pattern">The expression, for example <c>[a-z]+-[0-9]+</c>. Editors apply it from the JSON schema, so
/// it should use only what .NET and ECMAScript have in common.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionPatternAttribute([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) : Attribute
{
    /// <summary>The regular expression.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>
    /// Accepted values for error messages, as in "a rack, for example r-12". Default null: the message contains the
    /// expression.
    /// </summary>
    public string? Description { get; init; }
}
