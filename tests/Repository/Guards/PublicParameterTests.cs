using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sdk.Tests.Guards;

/// <summary>A public member documents all of its parameters or none.</summary>
public class PublicParameterTests
{
    [Fact]
    public void A_public_member_documents_all_of_its_parameters_or_none() =>
        Sources
            .FilesBelow(Repository.At("src"), "*.cs")
            .AsParallel()
            .AsOrdered()
            .SelectMany(file => Missing(Sources.ParseFile(file)))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("public class A { /// <param name=\"a\">A.</param>\npublic void M(int a, int b) { } }", 1)]
    [InlineData("/// <param name=\"A\">A.</param>\npublic record R(int A, int B, int C);", 2)]
    [InlineData("public interface I { /// <param name=\"a\">A.</param>\nvoid M(int a, int b); }", 1)]
    [InlineData("internal class A { /// <param name=\"a\">A.</param>\npublic void M(int a, int b) { } }", 0)]
    [InlineData("public class A { /// <summary>A.</summary>\npublic void M(int a, int b) { } }", 0)]
    public void An_undocumented_parameter_is_detected(string source, int count) =>
        Missing(CSharpSyntaxTree.ParseText(source, Sources.ParseOptions)).Count().ShouldBe(count);

    private static IEnumerable<string> Missing(SyntaxTree tree) =>
        from member in tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
        where member.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().All(IsPublic)
        let described = Described(member)
        where described.Length > 0
        from parameter in Parameters(member)
        where !described.Contains(parameter.Identifier.ValueText, StringComparer.Ordinal)
        select $"{tree.FilePath}:{parameter.GetLocation().GetLineSpan().StartLinePosition.Line + 1} {parameter.Identifier.ValueText}";

    private static bool IsPublic(MemberDeclarationSyntax member) =>
        member is BaseNamespaceDeclarationSyntax
        || member.Parent is InterfaceDeclarationSyntax
        || member.Modifiers.Any(word => word.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.ProtectedKeyword);

    private static string[] Described(MemberDeclarationSyntax member) =>
        [
            .. member
                .GetLeadingTrivia()
                .Select(trivia => trivia.GetStructure())
                .OfType<DocumentationCommentTriviaSyntax>()
                .SelectMany(text => text.Content.OfType<XmlElementSyntax>())
                .Where(element => element.StartTag.Name.ToString() == "param")
                .SelectMany(element => element.StartTag.Attributes.OfType<XmlNameAttributeSyntax>())
                .Select(name => name.Identifier.Identifier.ValueText),
        ];

    private static SeparatedSyntaxList<ParameterSyntax> Parameters(MemberDeclarationSyntax member) =>
        member switch
        {
            BaseMethodDeclarationSyntax method => method.ParameterList.Parameters,
            TypeDeclarationSyntax type => type.ParameterList?.Parameters ?? default,
            IndexerDeclarationSyntax indexer => indexer.ParameterList.Parameters,
            DelegateDeclarationSyntax call => call.ParameterList.Parameters,
            _ => default,
        };
}
