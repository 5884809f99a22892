using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.CodeFixes;

/// <summary>Edits of defaults.</summary>
internal static class DefaultEdits
{
    /// <summary>Gives an option the bound of its range that its default passed, when both are written as numbers.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? MoveIntoRange(SyntaxNode node)
    {
        if (AttributeEdits.Bounds(node) is not { } bounds || Number(bounds.Minimum) is not { } minimum)
        {
            return null;
        }

        PropertyDeclarationSyntax? property = node.FirstAncestorOrSelf<PropertyDeclarationSyntax>();
        EqualsValueClauseSyntax? written = property?.Initializer ?? node.FirstAncestorOrSelf<ParameterSyntax>()?.Default;
        if (written is not null)
        {
            return Number(written.Value) is { } value
                ? (written.Value, (value < minimum ? bounds.Minimum : bounds.Maximum).WithTriviaFrom(written.Value))
                : null;
        }

        return property is null ? null : (property, Begin(property, minimum > 0 ? bounds.Minimum : bounds.Maximum));
    }

    private static PropertyDeclarationSyntax Begin(PropertyDeclarationSyntax property, ExpressionSyntax value) => property
        .WithoutTrailingTrivia()
        .WithInitializer(SyntaxFactory.EqualsValueClause(value.WithoutTrivia()))
        .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
        .WithTrailingTrivia(property.GetTrailingTrivia());

    private static double? Number(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: IConvertible value } when value is not string => value.ToDouble(CultureInfo.InvariantCulture),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } negative => -Number(negative.Operand),
        _ => null,
    };
}
