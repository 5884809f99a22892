using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sdk.Tests.Guards;

public class FolderOrderTests
{
    /// <summary>Rule of ARCHITECTURE.md: a folder depends only on folders before it, and the root on none.</summary>
    private static readonly string[] Folders =
    [
        "",
        "Recording",
        "Documents",
        "Files",
        "Journals",
        "Profiles",
        "Topologies",
        "Plugins",
        "Planning",
        "Agents",
        "Providers",
        "Clusters",
        "Experiments",
    ];

    private static readonly string Root = Repository.At("src", "Sdk", "Core");
    private static readonly Lazy<SyntaxTree[]> Trees = new(() => [.. Files().AsParallel().AsOrdered().Select(Sources.ParseFile)]);

    [Fact]
    public void Every_folder_of_the_core_is_in_the_dependency_order() =>
        Files().Select(FolderOf).Except(Folders, StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void A_namespace_matches_its_folder()
    {
        foreach (SyntaxTree tree in Trees.Value.Concat(FilesOf("Agents").Concat(FilesOf("Decisions")).Select(Sources.ParseFile)))
        {
            string[] folders =
            [
                .. Path.GetDirectoryName(tree.FilePath)!
                    .Split(Path.DirectorySeparatorChar)
                    .SkipWhile(folder => folder != "Sdk")
                    .Skip(1)
                    .SkipWhile(folder => folder == "Core"),
            ];

            // Logs of nodes, extensions of clusters, charts and statistics have namespaces of their own.
            string expected = string.Join(
                '.',
                folders is ["Agents", "Logs" or "Clusters"] or ["Decisions", "Charts" or "Statistics"]
                    ? ["Scalewright", folders[1]]
                    : ["Scalewright", .. folders]
            );

            string[] declared =
            [
                .. tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Name.ToString()),
            ];

            declared.ShouldAllBe(name => name == expected, tree.FilePath);
        }
    }

    [Fact]
    public void A_folder_depends_only_on_folders_before_it() => Violations(Trees.Value).ShouldBeEmpty();

    [Theory]
    [InlineData("Profiles", "using Scalewright.Topologies;", "")]
    [InlineData("Profiles", "using Words = Scalewright.Topologies;", "")]
    [InlineData("Profiles", "using static Scalewright.Topologies.Later;", "")]
    [InlineData("Profiles", "", "Scalewright.Topologies.Later? _field;")]
    [InlineData("Profiles", "", "Topologies.Later? _field;")]
    [InlineData("Profiles", "", "object Make() => global::Scalewright.Topologies.Later.Make();")]
    [InlineData("Profiles", "", "void Use(Scalewright.Root root) => root.Later();")]
    [InlineData("", "", "Topologies.Later? _field;")]
    public void A_dependency_on_a_later_folder_is_detected(string folder, string directive, string member)
    {
        const string Later = "namespace Scalewright.Topologies; public class Later { public static Later Make() => new(); }";
        const string Top = "namespace Scalewright; public class Root { public Topologies.Later Later() => new(); }";
        string space = folder.Length == 0 ? "Scalewright" : "Scalewright." + folder;
        string early = $"{directive} namespace {space}; class Early {{ {member} }}";

        string[] found = Violations([Tree("Topologies/Later.cs", Later), Tree("Root.cs", Top), Tree(folder + "/Early.cs", early)]);

        found.ShouldContain(text => text.Contains("Early.cs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dependency_on_an_earlier_folder_or_the_root_is_allowed()
    {
        const string Early = "namespace Scalewright.Profiles; public class Early;";
        const string Top = "namespace Scalewright; public class Root;";
        const string Later = "using Scalewright.Profiles; namespace Scalewright.Topologies; class Later { Early? _early; Root? _root; }";

        Violations([Tree("Profiles/Early.cs", Early), Tree("Root.cs", Top), Tree("Topologies/Later.cs", Later)]).ShouldBeEmpty();
    }

    [Fact]
    public void Providers_in_one_package_depend_only_on_its_shared_kit()
    {
        string package = Repository.At("src", "Providers", "Machines");
        string[] systems =
        [
            .. Directory
                .GetDirectories(package)
                .Concat(Directory.GetDirectories(Path.Combine(package, "Testbeds")))
                .Select(folder => Path.GetFileName(folder))
                .Except(["Kit", "Testbeds", "bin", "obj"]),
        ];
        systems.ShouldContain("Grid5000");
        foreach (string file in Sources.FilesBelow(package, "*.cs"))
        {
            string[] folders = Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar);

            IEnumerable<string> used = Sources
                .ParseFile(file)
                .GetRoot()
                .DescendantNodes()
                .OfType<UsingDirectiveSyntax>()
                .Select(directive => directive.Name!.ToString().Split('.'))
                .Where(words => words is ["Scalewright", "Providers", _, ..])
                .Select(words => words[2]);

            used.ShouldNotContain(name => systems.Contains(name) && !folders.Contains(name), file);
        }
    }

    private static SyntaxTree Tree(string path, string text) =>
        CSharpSyntaxTree.ParseText(text, Sources.ParseOptions, "src/Sdk/Core/" + path.TrimStart('/'));

    private static IEnumerable<string> FilesOf(string project) => Sources.FilesBelow(Repository.At("src", "Sdk", project), "*.cs");

    private static IEnumerable<string> Files() => Sources.FilesBelow(Root, "*.cs");

    private static string FolderOf(string file)
    {
        string[] parts = Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar);
        return parts.Length == 1 ? "" : parts[0];
    }

    /// <summary>Uses the symbols bound by the compiler, to include inferred types.</summary>
    private static string[] Violations(SyntaxTree[] trees)
    {
        CSharpCompilation compilation = Sources.Compile(trees, Sources.Platform, OutputKind.DynamicallyLinkedLibrary);
        return
        [
            .. trees
                .AsParallel()
                .SelectMany(tree => Violations(tree, compilation.GetSemanticModel(tree)))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Violations(SyntaxTree tree, SemanticModel model)
    {
        int own = Array.IndexOf(Folders, FolderOf(Path.Combine(Repository.Root, tree.FilePath)));
        Dictionary<ISymbol, string> folders = new(SymbolEqualityComparer.Default);
        foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            foreach (string used in FoldersOf(model, name, folders).Where(folder => Array.IndexOf(Folders, folder) > own))
            {
                yield return $"{tree.FilePath}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1} {name} is in {used}";
            }
        }
    }

    private static IEnumerable<string> FoldersOf(SemanticModel model, SimpleNameSyntax name, Dictionary<ISymbol, string> known)
    {
        ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
        return SpacesOf(symbol)
            .Concat(SpacesOf(TypeOf(model, name, symbol)))
            .Select(space => known.TryGetValue(space, out string? folder) ? folder : known[space] = FolderOf(space))
            .Where(folder => folder.Length > 0);
    }

    // Retrieving the type of a name binds it again, which costs as much as the first time.
    private static ITypeSymbol? TypeOf(SemanticModel model, SimpleNameSyntax name, ISymbol? symbol) =>
        symbol switch
        {
            INamespaceOrTypeSymbol => null,
            IMethodSymbol method => method.ReturnType,
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            IParameterSymbol parameter => parameter.Type,
            ILocalSymbol local => local.Type,
            _ => model.GetTypeInfo(name).Type,
        };

    private static string FolderOf(INamespaceSymbol space) =>
        space.ToDisplayString().Split('.') is ["Scalewright", var folder, ..] ? folder : "";

    private static IEnumerable<INamespaceSymbol> SpacesOf(ISymbol? symbol) =>
        symbol switch
        {
            INamespaceSymbol space => [space],
            ITypeParameterSymbol => [],
            IArrayTypeSymbol array => SpacesOf(array.ElementType),
            INamedTypeSymbol type => type.TypeArguments.Append<ISymbol>(type.ContainingNamespace).SelectMany(SpacesOf),
            { ContainingType: { } owner } => SpacesOf(owner),
            _ => [],
        };
}
