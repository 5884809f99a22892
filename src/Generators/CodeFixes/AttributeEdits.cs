using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Scalewright.Generators.Plugins;

namespace Scalewright.CodeFixes;

internal static class AttributeEdits
{
    private const int BoundCount = 2;

    public static (SyntaxNode Old, SyntaxNode New)? FixName(SyntaxNode node)
    {
        string className = node.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText ?? "";
        return ReplaceLiteral(node, static argument => argument.NameEquals is null, written => PluginTexts.FixName(written, className));
    }

    public static (SyntaxNode Old, SyntaxNode New)? FixVersion(SyntaxNode node) =>
        ReplaceLiteral(node, static argument => argument.NameEquals?.Name.Identifier.ValueText == "Version", PluginTexts.FixVersion);

    /// <summary>Removes the range attribute, and its attribute list if it becomes empty.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? RemoveRange(SyntaxNode node) => Remove(FindRange(node));

    public static (SyntaxNode Old, SyntaxNode New)? RemoveLimit(SyntaxNode node) =>
        Remove(Find(node, "OptionLength") ?? Find(node, "OptionPattern"));

    public static (SyntaxNode Old, SyntaxNode New)? RemoveOff(SyntaxNode node) => Remove(Find(node, "OptionAllowFalse"));

    /// <summary>Bounds as written, or null.</summary>
    public static (ExpressionSyntax Minimum, ExpressionSyntax Maximum)? Bounds(SyntaxNode node) =>
        FindRange(node)?.ArgumentList is { Arguments: { Count: BoundCount } bounds } ? (bounds[0].Expression, bounds[1].Expression) : null;

    private static (SyntaxNode Old, SyntaxNode New)? Remove(AttributeSyntax? attribute)
    {
        if (attribute is not { Parent: AttributeListSyntax list } || list.Parent is not { } owner)
        {
            return null;
        }

        SyntaxTriviaList leading = owner.GetLeadingTrivia();
        SyntaxNode bare = owner.RemoveNode(list.Attributes.Count == 1 ? list : attribute, SyntaxRemoveOptions.KeepNoTrivia)!;
        return (owner, bare.WithLeadingTrivia(leading));
    }

    public static (SyntaxNode Old, SyntaxNode New)? SwapBounds(SyntaxNode node)
    {
        if ((FindRange(node) ?? Find(node, "OptionLength"))?.ArgumentList is not { Arguments.Count: BoundCount } list)
        {
            return null;
        }

        ExpressionSyntax first = list.Arguments[0].Expression;
        ExpressionSyntax second = list.Arguments[1].Expression;
        return (list, list.ReplaceNodes([first, second], (original, _) => original == first ? second : first));
    }

    private static AttributeSyntax? FindRange(SyntaxNode node) => Find(node, "OptionRange");

    private static AttributeSyntax? Find(SyntaxNode node, string name)
    {
        SyntaxList<AttributeListSyntax> lists = node.AncestorsAndSelf()
            .Select(static owner =>
                owner switch
                {
                    MemberDeclarationSyntax member => member.AttributeLists,
                    ParameterSyntax parameter => parameter.AttributeLists,
                    _ => default,
                }
            )
            .FirstOrDefault(static lists => lists.Count > 0);
        return lists.SelectMany(static list => list.Attributes).FirstOrDefault(attribute => attribute.Name.ToString().Contains(name));
    }

    /// <summary>Replaces a literal. Constants are left unchanged: they may be used elsewhere.</summary>
    private static (SyntaxNode Old, SyntaxNode New)? ReplaceLiteral(
        SyntaxNode node,
        Func<AttributeArgumentSyntax, bool> isMatch,
        Func<string, string> fix
    ) =>
        node.FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList?.Arguments.FirstOrDefault(isMatch)?.Expression
            is LiteralExpressionSyntax { Token.Value: string written } literal
            ? (
                literal,
                SyntaxFactory
                    .LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(fix(written)))
                    .WithTriviaFrom(literal)
            )
            : null;
}
