using Microsoft.CodeAnalysis;

namespace Generators.Tests.Harness;

internal static class Sources
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Scalewright;
        global using Scalewright.Agents.Services;
        global using Scalewright.Documents;
        global using Scalewright.Plugins;
        global using Scalewright.Profiles;
        global using Scalewright.Topologies;
        """;

    private const string SimulationFact = """
        namespace Scalewright.Testing;

        [AttributeUsage(AttributeTargets.Method)]
        public sealed class SimulationFactAttribute : Attribute
        {
            public int SeedCount { get; set; }
            public string? CheckMethod { get; set; }
            public string? OptionsMember { get; set; }
            public string? FaultsMember { get; set; }
            public Type? MemberType { get; set; }
            public int VirtualTimeoutMinutes { get; set; }
        }

        public class FaultGenerator;

        public class SimulationOptions;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Parse);

    private static readonly MetadataReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path)
                    is "Scalewright.Agents.dll"
                        or "Scalewright.Core.dll"
                        or "Scalewright.Decisions.dll"
                        or "netstandard.dll"
                        or "mscorlib.dll"
                || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
            )
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static string Plugin(string declaration, string members = "") =>
        $"{declaration}\n{{\n    public override int CountNodes(Profile profile) => 1;\n{members}\n}}\n";

    public static CSharpCompilation Compile(string source, string assembly = "Acme.Plugins", params MetadataReference[] references) =>
        Compile([source], assembly, references);

    public static CSharpCompilation Compile(string[] sources, string assembly = "Acme.Plugins", params MetadataReference[] references) =>
        CSharpCompilation.Create(
            assembly,
            [Parse(Usings, "Usings.cs"), .. Attributes(sources), .. sources.Select((source, i) => Parse(source, $"Source{i}.cs"))],
            [.. Platform, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );

    /// <summary>The attribute without the test framework of its base, where a source uses it and has none.</summary>
    private static IEnumerable<SyntaxTree> Attributes(string[] sources)
    {
        string all = string.Concat(sources);
        if (
            all.Contains("using Scalewright.Testing;", StringComparison.Ordinal)
            && !all.Contains("class SimulationFactAttribute", StringComparison.Ordinal)
        )
        {
            yield return Parse(SimulationFact, "SimulationFact.cs");
        }
    }

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    public static Diagnostic[] Complaints(this Compilation compilation) =>
        [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
}
