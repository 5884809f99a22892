using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Options;

/// <summary>Reads the default of an option from its initializer, when that is a literal.</summary>
internal static class DefaultReader
{
    /// <summary>The default as JSON; null when it is no literal.</summary>
    /// <param name="declaration">The property or the parameter.</param>
    /// <param name="value">The option's type.</param>
    public static string? Read(SyntaxNode declaration, ValueModel value) => declaration switch
    {
        PropertyDeclarationSyntax { Initializer.Value: { } expression } => Literal(expression, value),
        ParameterSyntax { Default.Value: { } expression } => Literal(expression, value),
        PropertyDeclarationSyntax when !value.IsNullable => Implied(value.Kind),
        _ => null,
    };

    private static string? Implied(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => "false",
        ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal => "0",
        _ => null,
    };

    private static string? Literal(ExpressionSyntax expression, ValueModel value) => expression switch
    {
        LiteralExpressionSyntax literal => Scalar(literal.Token.Value),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax operand } when Scalar(operand.Token.Value) is { } text => "-" + text,
        MemberAccessExpressionSyntax member when value.Kind == ValueKind.Word && value.Members.Contains(member.Name.Identifier.ValueText, StringComparer.Ordinal) =>
            Json.Text(Naming.ToSnakeCase(member.Name.Identifier.ValueText)),
        CollectionExpressionSyntax { Elements.Count: 0 } when value.Kind == ValueKind.List => "[]",
        _ => null,
    };

    private static string? Scalar(object? value) => value switch
    {
        string text => Json.Text(text),
        bool truth => truth ? "true" : "false",
        IFormattable number and (int or long or double or float or decimal or uint or ulong) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };
}
