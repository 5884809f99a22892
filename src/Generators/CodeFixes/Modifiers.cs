using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.CodeFixes;

/// <summary>Adds and removes modifiers of a declaration and keeps leading trivia.</summary>
internal static class Modifiers
{
    /// <summary>Adds a modifier after the others, but before <c>partial</c>, which must be last.</summary>
    public static MemberDeclarationSyntax Add(MemberDeclarationSyntax member, SyntaxKind kind)
    {
        if (member.Modifiers.Any(kind))
        {
            return member;
        }

        int partial = member.Modifiers.IndexOf(SyntaxKind.PartialKeyword);
        return Insert(member, partial < 0 ? member.Modifiers.Count : partial, kind);
    }

    public static MemberDeclarationSyntax AddFirst(MemberDeclarationSyntax member, SyntaxKind kind) => Insert(member, 0, kind);

    public static MemberDeclarationSyntax Remove(MemberDeclarationSyntax member, params SyntaxKind[] kinds)
    {
        SyntaxTriviaList leading = member.GetLeadingTrivia();
        SyntaxTokenList rest = SyntaxFactory.TokenList(member.Modifiers.Where(modifier => !kinds.Contains(modifier.Kind())));
        return rest.Count == member.Modifiers.Count ? member : member.WithModifiers(rest).WithLeadingTrivia(leading);
    }

    private static MemberDeclarationSyntax Insert(MemberDeclarationSyntax member, int index, SyntaxKind kind)
    {
        SyntaxTriviaList leading = member.GetLeadingTrivia();
        MemberDeclarationSyntax bare = member.WithoutLeadingTrivia();
        SyntaxToken token = SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space);
        return bare.WithModifiers(bare.Modifiers.Insert(index, token)).WithLeadingTrivia(leading);
    }
}
