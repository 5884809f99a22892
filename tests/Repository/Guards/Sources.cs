using System.Collections.Concurrent;

namespace Sdk.Tests.Guards;

internal static class Sources
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string[] Ours =
    [
        "Scalewright",
        "Scalewright.Agents",
        "Scalewright.Core",
        "Scalewright.Decisions",
        "Scalewright.Experiments",
        "Scalewright.Experiments.Mqtt",
        "Scalewright.Experiments.PostgreSql",
        "Scalewright.Experiments.Sqlite",
        "Scalewright.Listeners",
        "Scalewright.Providers",
        "Scalewright.Providers.AutoScaling",
        "Scalewright.Providers.Containers",
        "Scalewright.Providers.Kubernetes",
        "Scalewright.Providers.Simulation",
        "Scalewright.Storage",
        "Scalewright.Phenix",
        "Scalewright.Testing",
        "Scalewright.Trace",
    ];

    public static CSharpParseOptions ParseOptions { get; } =
        new(LanguageVersion.Preview, preprocessorSymbols: ["NET", "NET9_0_OR_GREATER", "NET10_0", "NET10_0_OR_GREATER"]);

    /// <summary>Excludes the assemblies of this project.</summary>
    public static IReadOnlyList<MetadataReference> Platform { get; } = [.. Trusted(isOurs: false)];

    public static IReadOnlyList<MetadataReference> Libraries { get; } = [.. Trusted(isOurs: true)];

    public static IReadOnlyList<MetadataReference> All { get; } = [.. Platform, .. Libraries];

    private static readonly ConcurrentDictionary<IReadOnlyList<MetadataReference>, CSharpCompilation> Begun = new();

    public static IEnumerable<string> FilesBelow(string folder, string pattern) =>
        Directory
            .EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Where(file =>
                !Path.GetRelativePath(folder, file)
                    .Split(Path.DirectorySeparatorChar)
                    .Any(part => part is "bin" or "obj" or "node_modules" or "artifacts")
            )
            .Order(StringComparer.Ordinal);

    public static SyntaxTree ParseFile(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file), ParseOptions, Path.GetRelativePath(Repository.Root, file));

    /// <summary>The first compilation with a list of references loads their assemblies for all others.</summary>
    public static CSharpCompilation Compile(IEnumerable<SyntaxTree> trees, IReadOnlyList<MetadataReference> references, OutputKind kind)
    {
        CSharpCompilation begun = Begun.GetOrAdd(references, static references =>
            CSharpCompilation.Create(
                "Example",
                [CSharpSyntaxTree.ParseText(ImplicitUsings, ParseOptions, "ImplicitUsings.cs")],
                references,
                new CSharpCompilationOptions(
                    OutputKind.DynamicallyLinkedLibrary,
                    nullableContextOptions: NullableContextOptions.Enable,
                    allowUnsafe: true
                )
            )
        );
        _ = begun.Assembly;
        return begun.WithOptions(begun.Options.WithOutputKind(kind)).AddSyntaxTrees(trees);
    }

    private static IEnumerable<MetadataReference> Trusted(bool isOurs) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => path != typeof(Sources).Assembly.Location) // Its plugins would be registered in every example.
            .Where(path =>
                isOurs
                    ? Ours.Contains(Path.GetFileNameWithoutExtension(path))
                    : !Path.GetFileName(path).StartsWith("Scalewright.", StringComparison.Ordinal)
            )
            .Select(path => MetadataReference.CreateFromFile(path));
}
