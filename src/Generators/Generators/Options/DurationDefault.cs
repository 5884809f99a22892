using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Options;

/// <summary>Reads the default of a duration from its initializer, in the format of profiles.</summary>
internal static class DurationDefault
{
    private const int ClockPartCount = 3;

    /// <summary>Returns the duration, as in <c>90s</c> or <c>00:01:30</c>, or null if it is not simple.</summary>
    /// <param name="constant">Returns the value of a constant by its name, or null.</param>
    public static string? Read(ExpressionSyntax expression, Func<string, object?> constant) =>
        expression switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Zero" } => "0s",
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var call },
                ArgumentList.Arguments: { Count: 1 } arguments
            } when GetUnit(call) is { } unit => ReadNumber(arguments[0].Expression, constant) is { } number ? number + unit : null,
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: ClockPartCount } arguments } => FormatClock([
                .. arguments.Select(argument => ReadNumber(argument.Expression, constant)),
            ]),
            _ => null,
        };

    private static string? GetUnit(string call) =>
        call switch
        {
            "FromMilliseconds" => "ms",
            "FromSeconds" => "s",
            "FromMinutes" => "m",
            "FromHours" => "h",
            "FromDays" => "d",
            _ => null,
        };

    private static string? FormatClock(string?[] parts) =>
        parts.All(static part => part?.Length is 1 or 2 && part.All(char.IsDigit))
            ? string.Join(":", parts.Select(static part => part!.PadLeft(2, '0')))
            : null;

    /// <summary>Returns a number without sign and exponent, which durations in profiles do not have.</summary>
    private static string? ReadNumber(ExpressionSyntax expression, Func<string, object?> constant)
    {
        object? value = expression switch
        {
            LiteralExpressionSyntax literal => literal.Token.Value,
            IdentifierNameSyntax name => constant(name.Identifier.ValueText),
            _ => null,
        };
        string? text = value is int or long or double ? ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture) : null;
        return text?.All(static character => char.IsDigit(character) || character == '.') == true ? text : null;
    }
}
