using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Harness;

internal static class Generation
{
    public static GeneratorDriver Driver(bool isTracked = false) =>
        CSharpGeneratorDriver.Create(
            [new ScalePluginGenerator().AsSourceGenerator(), new AgentServiceGenerator().AsSourceGenerator()],
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp13, DocumentationMode.Parse),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: isTracked)
        );

    /// <summary>The generated files in name order, each preceded by a line with its name.</summary>
    public static string Text(Compilation compilation)
    {
        GeneratorDriverRunResult result = Driver().RunGenerators(compilation).GetRunResult();
        return string.Join(
            "\n",
            result
                .GeneratedTrees.OrderBy(tree => tree.FilePath, StringComparer.Ordinal)
                .Select(tree => $"==== {Path.GetFileName(tree.FilePath)}\n{tree}")
        );
    }

    /// <summary>The compilation with its generated code. Requires that it compiles without a warning.</summary>
    public static Compilation Complete(Compilation compilation)
    {
        Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation completed, out _);
        completed.Complaints().ShouldBeEmpty();
        return completed;
    }

    public static Assembly Load(Compilation compilation) => Assembly.Load(Emit(Complete(compilation)));

    public static MetadataReference Reference(Compilation compilation) => MetadataReference.CreateFromImage(Emit(Complete(compilation)));

    public static PluginEntry[] Entries(Assembly assembly)
    {
        Type registry = assembly.GetTypes().Single(type => type.Name.StartsWith("ScalePlugins_", StringComparison.Ordinal));
        return [.. (IReadOnlyList<PluginEntry>)registry.GetProperty("Entries")!.GetValue(null)!];
    }

    private static byte[] Emit(Compilation compilation)
    {
        using MemoryStream image = new();
        compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return image.ToArray();
    }
}
