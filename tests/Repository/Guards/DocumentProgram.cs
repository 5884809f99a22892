using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
namespace Sdk.Tests.Guards;

/// <summary>Compiles a program of a document as a user's project would, and runs it in a process of its own.</summary>
internal static class DocumentProgram
{
    private static readonly ISourceGenerator[] Generators =
    [
        .. Assembly.Load("Scalewright.Generators").GetTypes()
            .Where(type => type.GetCustomAttribute<GeneratorAttribute>() is not null)
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
    ];

    public static Compilation Compile(DocumentBlock program)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(program.Text, Sources.ParseOptions, "Program.cs");
        OutputKind kind = tree.GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement))
            ? OutputKind.ConsoleApplication
            : OutputKind.DynamicallyLinkedLibrary;
        CSharpCompilation compilation = Sources.Compile([tree], Sources.All, kind);
        CSharpGeneratorDriver.Create(Generators, parseOptions: Sources.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _);
        return complete;
    }

    /// <summary>What the program prints, without white space at the end; fails when it does not end well.</summary>
    public static string Run(DocumentBlock program)
    {
        using TemporaryFolder folder = new();
        string assembly = folder.At("Example.dll");
        Compile(program).Emit(assembly).Success.ShouldBeTrue(program.Place);
        foreach (string library in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsNeeded))
        {
            File.Copy(library, folder.At(Path.GetFileName(library)));
        }

        folder.Write(
            "Example.runtimeconfig.json",
            $$"""{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.ToString(3)}}" } } }""");
        ProgramResult result = Command.Dotnet(folder.Root, new Dictionary<string, string>(), assembly);
        result.ExitCode.ShouldBe(0, result.Text);
        return result.Output;
    }

    private static bool IsNeeded(string library) =>
        Path.GetFileName(library) is var name
        && (name.StartsWith("Scalewright.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name is "YamlDotNet.dll" or "Handlebars.dll" or "Polly.Core.dll");
}
