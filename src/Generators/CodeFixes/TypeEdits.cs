using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Scalewright.Generators.Plugins;

namespace Scalewright.CodeFixes;

internal static class TypeEdits
{
    private static readonly SyntaxKind[] Access =
    [
        SyntaxKind.PublicKeyword,
        SyntaxKind.InternalKeyword,
        SyntaxKind.ProtectedKeyword,
        SyntaxKind.PrivateKeyword,
        SyntaxKind.FileKeyword,
    ];

    public static (SyntaxNode Old, SyntaxNode New)? Seal(SyntaxNode node) =>
        Find(node) is { } type ? (type, Modifiers.Add(type, SyntaxKind.SealedKeyword)) : null;

    public static (SyntaxNode Old, SyntaxNode New)? MakePartial(SyntaxNode node) =>
        Find(node) is { } type ? (type, Modifiers.Add(type, SyntaxKind.PartialKeyword)) : null;

    public static (SyntaxNode Old, SyntaxNode New)? MakeConcrete(SyntaxNode node) =>
        Find(node) is { } type
            ? (type, Modifiers.Add(Modifiers.Remove(type, SyntaxKind.AbstractKeyword, SyntaxKind.StaticKeyword), SyntaxKind.SealedKeyword))
            : null;

    /// <summary>
    /// Makes the class internal. Does not fix an inaccessible outer type, which needs more than one edit.
    /// </summary>
    public static (SyntaxNode Old, SyntaxNode New)? MakeInternal(SyntaxNode node)
    {
        if (Find(node) is not { } type || type.Modifiers.Any(SyntaxKind.PublicKeyword) || type.Modifiers.Any(SyntaxKind.InternalKeyword))
        {
            return null;
        }

        return (type, Modifiers.AddFirst(Modifiers.Remove(type, Access), SyntaxKind.InternalKeyword));
    }

    /// <summary>
    /// Adds an empty constructor. Skips classes with a primary constructor, whose arguments are unknown.
    /// </summary>
    public static (SyntaxNode Old, SyntaxNode New)? AddConstructor(SyntaxNode node)
    {
        if (Find(node) is not ClassDeclarationSyntax { ParameterList: null } type)
        {
            return null;
        }

        ConstructorDeclarationSyntax? hidden = type
            .Members.OfType<ConstructorDeclarationSyntax>()
            .FirstOrDefault(static constructor =>
                constructor.ParameterList.Parameters.Count == 0 && !constructor.Modifiers.Any(SyntaxKind.StaticKeyword)
            );
        if (hidden is not null)
        {
            return (hidden, Modifiers.AddFirst(Modifiers.Remove(hidden, Access), SyntaxKind.PublicKeyword));
        }

        ConstructorDeclarationSyntax empty = SyntaxFactory
            .ConstructorDeclaration(type.Identifier.WithoutTrivia())
            .AddModifiers(SyntaxFactory.Token(SyntaxKind.PublicKeyword))
            .WithBody(SyntaxFactory.Block())
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed, SyntaxFactory.ElasticLineFeed);
        int before = type.Members.TakeWhile(static member => member is FieldDeclarationSyntax).Count();
        return (type, type.WithMembers(type.Members.Insert(before, empty)));
    }

    public static (SyntaxNode Old, SyntaxNode New)? AddAttribute(SyntaxNode node)
    {
        if (Find(node) is not { } type)
        {
            return null;
        }

        string name = PluginTexts.FixName("", type.Identifier.ValueText);
        AttributeSyntax attribute = SyntaxFactory
            .Attribute(SyntaxFactory.ParseName("global::Scalewright.Plugins.ScalePlugin").WithAdditionalAnnotations(Simplifier.Annotation))
            .AddArgumentListArguments(
                SyntaxFactory.AttributeArgument(
                    SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name))
                )
            );
        AttributeListSyntax list = SyntaxFactory
            .AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithLeadingTrivia(type.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        return (type, type.WithoutLeadingTrivia().WithAttributeLists(type.AttributeLists.Insert(0, list)));
    }

    private static TypeDeclarationSyntax? Find(SyntaxNode node) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>();
}
