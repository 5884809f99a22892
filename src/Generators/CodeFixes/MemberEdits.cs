using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Scalewright.Generators;

namespace Scalewright.CodeFixes;

/// <summary>Edits of properties and fields.</summary>
internal static class MemberEdits
{
    /// <summary>Writes a first summary out of the name's words, for the author to go on from.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? AddSummary(SyntaxNode node)
    {
        if (FindProperty(node) is not { } property)
        {
            return null;
        }

        string words = Naming.ToSnakeCase(property.Identifier.ValueText).Replace('_', ' ');
        string indent = property.GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToString();
        SyntaxTriviaList summary = SyntaxFactory.ParseLeadingTrivia($"/// <summary>{char.ToUpperInvariant(words[0])}{words.Substring(1)}.</summary>\n{indent}");
        return (property, property.WithLeadingTrivia(property.GetLeadingTrivia().AddRange(summary)));
    }

    public static (SyntaxNode Old, SyntaxNode New)? UseInit(SyntaxNode node)
    {
        AccessorDeclarationSyntax? setter = FindProperty(node)?.AccessorList?.Accessors.FirstOrDefault(static accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration));
        return setter is null ? null : (setter, Init().WithModifiers(setter.Modifiers).WithBody(setter.Body).WithExpressionBody(setter.ExpressionBody).WithSemicolonToken(setter.SemicolonToken));
    }

    public static (SyntaxNode Old, SyntaxNode New)? AddInit(SyntaxNode node)
    {
        AccessorListSyntax? accessors = FindProperty(node)?.AccessorList;
        return accessors is null ? null : (accessors, accessors.AddAccessors(Init()));
    }

    /// <summary>Only a field that is not assigned outside of its initializer stays well-formed, so only such a one is mended.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? MakeReadOnly(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<FieldDeclarationSyntax>() is not { } field || field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
        {
            return null;
        }

        return field.Declaration.Variables.Any(variable => IsAssigned(field, variable.Identifier.ValueText))
            ? null
            : (field, Modifiers.Add(field, SyntaxKind.ReadOnlyKeyword));
    }

    private static bool IsAssigned(FieldDeclarationSyntax field, string name) => field.Parent?.DescendantNodes().Any(node => node switch
    {
        AssignmentExpressionSyntax assignment => Names(assignment.Left, name),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } prefix => Names(prefix.Operand, name),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } postfix => Names(postfix.Operand, name),
        ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None) => Names(argument.Expression, name),
        _ => false,
    }) == true;

    private static bool Names(ExpressionSyntax target, string name) =>
        target.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(identifier => identifier.Identifier.ValueText == name);

    private static PropertyDeclarationSyntax? FindProperty(SyntaxNode node) => node.FirstAncestorOrSelf<PropertyDeclarationSyntax>();

    private static AccessorDeclarationSyntax Init() =>
        SyntaxFactory.AccessorDeclaration(SyntaxKind.InitAccessorDeclaration).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
}
