using System.Runtime.CompilerServices;

namespace Exploration.Tests;

/// <summary>Text of a rule, which is formatted only if the rule is violated. A seed verifies thousands of rules.</summary>
[InterpolatedStringHandler]
internal ref struct RuleText
{
    private DefaultInterpolatedStringHandler _text;

    public RuleText(int literalLength, int formattedCount, bool holds, out bool isViolated)
    {
        isViolated = !holds;
        _text = isViolated ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToStringAndClear() => _text.ToStringAndClear();
}
