using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Plugins;

/// <summary>
/// Facts of a file that may affect plugins in any file: namespaces, type headers, constants, and whole records and
/// enums. Method bodies are excluded, so most edits do not change the hash.
/// </summary>
internal sealed class TreeFacts
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeFacts> Trees = new();

    private readonly List<DeclarationFact> _facts = [];

    private TreeFacts(CompilationUnitSyntax unit)
    {
        UsingDirectiveSyntax[] shared = [.. unit.Usings.Where(static directive => !directive.GlobalKeyword.IsKind(SyntaxKind.None))];
        SharedSum = shared.Aggregate(TextHash.Empty, static (sum, directive) => TextHash.Add(sum, directive.ToString()));
        SharedMentions = [.. shared.SelectMany(Names)];
        SharedAliases = [.. shared.SelectMany(ReadAliases)];
        Aliases =
        [
            .. unit.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
                .OfType<UsingDirectiveSyntax>()
                .SelectMany(ReadAliases),
        ];
        ulong hash = unit.Externs.Aggregate(NullableContext(unit), static (sum, directive) => TextHash.Add(sum, directive.ToString()));
        AddMembers(unit.Members, Around(unit.Usings, hash), [.. unit.Usings.SelectMany(Names)], "");
        Sum = _facts.Aggregate(SharedSum, static (sum, fact) => TextHash.Add(sum, fact.Sum));
    }

    public IReadOnlyList<DeclarationFact> Facts => _facts;

    /// <summary>Hash of all facts and of the parts that apply to all files.</summary>
    public ulong Sum { get; }

    public ulong SharedSum { get; }

    public string[] SharedMentions { get; }

    public string[] SharedAliases { get; }

    public string[] Aliases { get; }

    public static TreeFacts Get(SyntaxTree tree) =>
        Trees.GetValue(tree, static tree => new TreeFacts((CompilationUnitSyntax)tree.GetRoot()));

    /// <summary>Identifiers of a syntax node in order, without comments.</summary>
    public static IEnumerable<string> Names(SyntaxNode node) =>
        node.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText);

    public static string Head(TypeDeclarationSyntax type) =>
        $"{type.Modifiers} {type.Keyword} {type.Identifier}{type.TypeParameterList}{type.ParameterList}{type.BaseList}";

    /// <summary>Returns the hash of the directives that set the nullable context of types.</summary>
    private static ulong NullableContext(CompilationUnitSyntax unit)
    {
        ulong sum = TextHash.Empty;
        for (
            DirectiveTriviaSyntax? directive = unit.ContainsDirectives ? unit.GetFirstDirective() : null;
            directive is not null;
            directive = directive.GetNextDirective()
        )
        {
            sum = directive is NullableDirectiveTriviaSyntax ? TextHash.Add(sum, directive.ToString()) : sum;
        }

        return sum;
    }

    private static string[] ReadAliases(UsingDirectiveSyntax directive) =>
        directive.Alias is { } alias ? [alias.Name.Identifier.ValueText] : [];

    private static ulong Around(SyntaxList<UsingDirectiveSyntax> usings, ulong hash) =>
        usings.Aggregate(hash, static (sum, directive) => TextHash.Add(sum, directive.ToString()));

    private void AddMembers(SyntaxList<MemberDeclarationSyntax> members, ulong hash, ImmutableArray<string> enclosing, string namespaceName)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            AddMember(member, hash, enclosing, namespaceName);
        }
    }

    private void AddMember(MemberDeclarationSyntax member, ulong hash, ImmutableArray<string> enclosing, string namespaceName)
    {
        switch (member)
        {
            case BaseNamespaceDeclarationSyntax inner:
                AddNamespace(inner, hash, enclosing, namespaceName);
                break;
            case EnumDeclarationSyntax type:
                Add(type.Identifier, member.ToFullString(), Names(member), hash, enclosing);
                break;
            case RecordDeclarationSyntax type:
                Add(type.Identifier, member.ToFullString(), Names(member), hash, enclosing);
                AddNested(type, hash, enclosing, namespaceName);
                break;
            case TypeDeclarationSyntax type:
                Add(type.Identifier, Head(type), type.BaseList is { } bases ? Names(bases) : [], hash, enclosing);
                AddNested(type, hash, enclosing, namespaceName);
                break;
            case DelegateDeclarationSyntax type:
                Add(type.Identifier, member.ToString(), Names(member), hash, enclosing);
                break;
            case FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.ConstKeyword):
                foreach (VariableDeclaratorSyntax constant in field.Declaration.Variables)
                {
                    Add(constant.Identifier, member.ToString(), Names(member), hash, enclosing);
                }

                break;
        }
    }

    private void AddNamespace(BaseNamespaceDeclarationSyntax inner, ulong hash, ImmutableArray<string> enclosing, string namespaceName)
    {
        string full = $"{namespaceName}.{inner.Name}";
        string[] names = [.. Names(inner.Name)];
        foreach (string name in names)
        {
            _facts.Add(new DeclarationFact(name, TextHash.Add(TextHash.Empty, full), [], IsSpace: true));
        }

        AddMembers(
            inner.Members,
            Around(inner.Usings, TextHash.Add(hash, full)),
            [.. enclosing, .. names, .. inner.Usings.SelectMany(Names)],
            full
        );
    }

    private void AddNested(TypeDeclarationSyntax type, ulong hash, ImmutableArray<string> enclosing, string namespaceName) =>
        AddMembers(
            type.Members,
            TextHash.Add(hash, $"{type.Identifier}{type.TypeParameterList}"),
            enclosing.Add(type.Identifier.ValueText),
            namespaceName
        );

    private void Add(SyntaxToken name, string text, IEnumerable<string> mentions, ulong hash, ImmutableArray<string> enclosing) =>
        _facts.Add(new DeclarationFact(name.ValueText, TextHash.Add(hash, text), [.. enclosing, .. mentions]));
}
