using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Options;

/// <summary>Reads the default of a span of time from its initializer, as profiles write it.</summary>
internal static class DurationDefault
{
    private const int ClockPartCount = 3;

    /// <summary>The span, as in <c>90s</c> or <c>00:01:30</c>; null when it is not plain.</summary>
    /// <param name="expression">The initializer.</param>
    /// <param name="constant">The value of a constant by its name; null when there is none.</param>
    public static string? Read(ExpressionSyntax expression, Func<string, object?> constant) => expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Zero" } => "0s",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var maker }, ArgumentList.Arguments: { Count: 1 } arguments } when Unit(maker) is { } unit =>
            Number(arguments[0].Expression, constant) is { } number ? number + unit : null,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: ClockPartCount } arguments } =>
            Clock([.. arguments.Select(argument => Number(argument.Expression, constant))]),
        _ => null,
    };

    private static string? Unit(string maker) => maker switch
    {
        "FromMilliseconds" => "ms",
        "FromSeconds" => "s",
        "FromMinutes" => "m",
        "FromHours" => "h",
        "FromDays" => "d",
        _ => null,
    };

    private static string? Clock(string?[] parts) =>
        parts.All(static part => part?.Length is 1 or 2 && part.All(char.IsDigit)) ? string.Join(":", parts.Select(static part => part!.PadLeft(2, '0'))) : null;

    /// <summary>A number without a sign and an exponent, which spans in profiles do not have.</summary>
    private static string? Number(ExpressionSyntax expression, Func<string, object?> constant)
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
