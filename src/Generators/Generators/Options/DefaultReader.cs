using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Options;

/// <summary>Reads the default of an option from its initializer, if it can be written as JSON.</summary>
internal static class DefaultReader
{
    /// <summary>Returns the default as JSON, or null if it is not a simple value.</summary>
    /// <param name="declaration">The property or the parameter.</param>
    public static string? Read(SyntaxNode declaration, IPropertySymbol property, ValueModel value) =>
        declaration switch
        {
            PropertyDeclarationSyntax { Initializer.Value: { } expression } => Plain(expression, property, value),
            ParameterSyntax { Default.Value: { } expression } => Plain(expression, property, value),
            PropertyDeclarationSyntax when !value.IsNullable => Implied(property.Type, value.Kind),
            _ => null,
        };

    private static string? Implied(ITypeSymbol type, ValueKind kind) =>
        kind switch
        {
            ValueKind.Boolean => "false",
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal => "0",
            ValueKind.Duration => Json.Text("0s"),
            ValueKind.Word => type.GetMembers()
                .OfType<IFieldSymbol>()
                .FirstOrDefault(static field =>
                    field.ConstantValue is IConvertible number && number.ToInt64(CultureInfo.InvariantCulture) == 0
                )
                is { } first
                ? Json.Text(Naming.ToSnakeCase(first.Name))
                : null,
            _ => null,
        };

    private static string? Plain(ExpressionSyntax expression, IPropertySymbol property, ValueModel value) =>
        expression switch
        {
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } forced => Plain(
                forced.Operand,
                property,
                value
            ),
            LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } when value.IsNullable => null,
            LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } => Implied(property.Type, value.Kind),
            _ when value.Kind == ValueKind.Duration => DurationDefault.Read(expression, name => Constant(name, property)) is { } duration
                ? Json.Text(duration)
                : null,
            _ when value.Kind == ValueKind.Word => EnumName(expression, value),
            LiteralExpressionSyntax literal => Scalar(literal.Token.Value),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax operand }
                when Scalar(operand.Token.Value) is { } text => "-" + text,
            IdentifierNameSyntax name => Scalar(Constant(name.Identifier.ValueText, property)),
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } when value.Kind == ValueKind.Uri => Plain(
                arguments[0].Expression,
                property,
                value
            ),
            CollectionExpressionSyntax list when value.Kind == ValueKind.List => List(list, property, value.Item!),
            _ => null,
        };

    private static string? EnumName(ExpressionSyntax expression, ValueModel value)
    {
        string? name = expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            IdentifierNameSyntax alone => alone.Identifier.ValueText,
            _ => null,
        };
        return value.Members.Contains(name, StringComparer.Ordinal) ? Json.Text(Naming.ToSnakeCase(name!)) : null;
    }

    private static string? List(CollectionExpressionSyntax list, IPropertySymbol property, ValueModel item)
    {
        string?[] items =
        [
            .. list.Elements.Select(element =>
                element is ExpressionElementSyntax { Expression: { } expression } ? Plain(expression, property, item) : null
            ),
        ];
        return items.All(static text => text is not null) ? Json.List(items!) : null;
    }

    private static object? Constant(string name, IPropertySymbol property) =>
        property
            .ContainingType.GetMembers(name)
            .OfType<IFieldSymbol>()
            .FirstOrDefault(static field => field.HasConstantValue)
            ?.ConstantValue;

    private static string? Scalar(object? value) =>
        value switch
        {
            string text => Json.Text(text),
            bool truth => truth ? "true" : "false",
            double number when double.IsNaN(number) || double.IsInfinity(number) => null,
            IFormattable number and (int or long or double or float or decimal or uint or ulong) => number.ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            _ => null,
        };
}

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
            } when Unit(call) is { } unit => Number(arguments[0].Expression, constant) is { } number ? number + unit : null,
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: ClockPartCount } arguments } => Clock([
                .. arguments.Select(argument => Number(argument.Expression, constant)),
            ]),
            _ => null,
        };

    private static string? Unit(string call) =>
        call switch
        {
            "FromMilliseconds" => "ms",
            "FromSeconds" => "s",
            "FromMinutes" => "m",
            "FromHours" => "h",
            "FromDays" => "d",
            _ => null,
        };

    private static string? Clock(string?[] parts) =>
        parts.All(static part => part?.Length is 1 or 2 && part.All(char.IsDigit))
            ? string.Join(":", parts.Select(static part => part!.PadLeft(2, '0')))
            : null;

    /// <summary>Returns a number without sign and exponent, which durations in profiles do not have.</summary>
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
