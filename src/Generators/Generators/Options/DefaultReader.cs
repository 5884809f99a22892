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
            PropertyDeclarationSyntax { Initializer.Value: { } expression } => ReadExpression(expression, property, value),
            ParameterSyntax { Default.Value: { } expression } => ReadExpression(expression, property, value),
            PropertyDeclarationSyntax when !value.IsNullable => GetTypeDefault(property.Type, value.Kind),
            _ => null,
        };

    private static string? GetTypeDefault(ITypeSymbol type, ValueKind kind) =>
        kind switch
        {
            ValueKind.Boolean => "false",
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal => "0",
            ValueKind.Duration => Json.Text("0s"),
            ValueKind.Word => FindZeroMember(type) is { } member ? Json.Text(Naming.ToSnakeCase(member.Name)) : null,
            _ => null,
        };

    private static IFieldSymbol? FindZeroMember(ITypeSymbol enumeration) =>
        enumeration
            .GetMembers()
            .OfType<IFieldSymbol>()
            .FirstOrDefault(static field =>
                field.ConstantValue is IConvertible number && number.ToInt64(CultureInfo.InvariantCulture) == 0
            );

    private static string? ReadExpression(ExpressionSyntax expression, IPropertySymbol property, ValueModel value)
    {
        if (expression is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed)
        {
            return ReadExpression(suppressed.Operand, property, value);
        }

        if (expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression })
        {
            return value.IsNullable ? null : GetTypeDefault(property.Type, value.Kind);
        }

        return (value.Kind, expression) switch
        {
            (ValueKind.Duration, _) => ReadDuration(expression, property),
            (ValueKind.Word, _) => ReadEnumName(expression, value),
            (ValueKind.List, CollectionExpressionSyntax list) => ReadList(list, property, value.Item!),
            (ValueKind.Uri, BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments }) => ReadExpression(
                arguments[0].Expression,
                property,
                value
            ),
            _ => ReadScalar(expression, property),
        };
    }

    private static string? ReadDuration(ExpressionSyntax expression, IPropertySymbol property) =>
        DurationDefault.Read(expression, name => FindConstant(name, property)) is { } duration ? Json.Text(duration) : null;

    private static string? ReadScalar(ExpressionSyntax expression, IPropertySymbol property) =>
        expression switch
        {
            LiteralExpressionSyntax literal => WriteScalar(literal.Token.Value),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax operand }
                when WriteScalar(operand.Token.Value) is { } text => "-" + text,
            IdentifierNameSyntax name => WriteScalar(FindConstant(name.Identifier.ValueText, property)),
            _ => null,
        };

    private static string? ReadEnumName(ExpressionSyntax expression, ValueModel value)
    {
        string? name = expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            _ => null,
        };
        return value.Members.Contains(name, StringComparer.Ordinal) ? Json.Text(Naming.ToSnakeCase(name!)) : null;
    }

    private static string? ReadList(CollectionExpressionSyntax list, IPropertySymbol property, ValueModel model)
    {
        string?[] items =
        [
            .. list.Elements.Select(element =>
                element is ExpressionElementSyntax { Expression: { } expression } ? ReadExpression(expression, property, model) : null
            ),
        ];
        return items.All(static text => text is not null) ? Json.List(items!) : null;
    }

    private static object? FindConstant(string name, IPropertySymbol property) =>
        property
            .ContainingType.GetMembers(name)
            .OfType<IFieldSymbol>()
            .FirstOrDefault(static field => field.HasConstantValue)
            ?.ConstantValue;

    private static string? WriteScalar(object? value) =>
        value switch
        {
            string text => Json.Text(text),
            bool boolean => boolean ? "true" : "false",
            double number when double.IsNaN(number) || double.IsInfinity(number) => null,
            IFormattable number and (int or long or double or float or decimal or uint or ulong) => number.ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            _ => null,
        };
}
