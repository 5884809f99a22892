using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.CodeFixes;

/// <summary>Edits of members that should be options.</summary>
internal static class HiddenEdits
{
    private static readonly SyntaxKind[] Access = [SyntaxKind.PublicKeyword, SyntaxKind.InternalKeyword, SyntaxKind.ProtectedKeyword, SyntaxKind.PrivateKeyword];

    /// <summary>Makes a field, a hidden property, or one with a hidden setter, a public property with <c>init</c>.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? Show(SyntaxNode node) => node.FirstAncestorOrSelf<MemberDeclarationSyntax>() switch
    {
        FieldDeclarationSyntax { Declaration.Variables.Count: 1 } field => (field, FromField(field)),
        PropertyDeclarationSyntax { AccessorList: { } accessors } property => (property, MakePublic(property.WithAccessorList(
            accessors.WithAccessors(SyntaxFactory.List(accessors.Accessors.Select(static accessor => accessor.WithModifiers(default))))))),
        _ => null,
    };

    private static MemberDeclarationSyntax FromField(FieldDeclarationSyntax field)
    {
        VariableDeclaratorSyntax variable = field.Declaration.Variables[0];
        PropertyDeclarationSyntax property = SyntaxFactory.PropertyDeclaration(field.Declaration.Type, variable.Identifier.WithTrailingTrivia(SyntaxFactory.Space))
            .WithAttributeLists(field.AttributeLists)
            .WithModifiers(field.Modifiers)
            .AddAccessorListAccessors(Accessor(SyntaxKind.GetAccessorDeclaration), Accessor(SyntaxKind.InitAccessorDeclaration));
        PropertyDeclarationSyntax complete = variable.Initializer is { } initializer
            ? property.WithInitializer(initializer).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            : property;
        return MakePublic((PropertyDeclarationSyntax)Modifiers.Remove(complete, SyntaxKind.ReadOnlyKeyword)).WithTriviaFrom(field);
    }

    private static MemberDeclarationSyntax MakePublic(PropertyDeclarationSyntax property) =>
        Modifiers.AddFirst(Modifiers.Remove(property, Access), SyntaxKind.PublicKeyword);

    private static AccessorDeclarationSyntax Accessor(SyntaxKind kind) =>
        SyntaxFactory.AccessorDeclaration(kind).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
}
