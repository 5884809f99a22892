namespace Sdk.Tests.Guards;

/// <summary>
/// A block <c>csharp</c> is a complete program. <c>csharp continues</c> continues the block before it.
/// <c>csharp run</c> is also run, and must print the content of the <c>text</c> block after it, if any.
/// </summary>
public partial class DocumentTests
{
    private static readonly string[] Documents =
    [
        .. new[] { "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md" }.Select(name => Repository.At(name)).Where(File.Exists),
        .. Sources.FilesBelow(Repository.At("docs"), "*.md"),
        .. Sources.FilesBelow(Repository.At("src"), "README.md"),
        .. Sources.FilesBelow(Repository.At("samples"), "README.md"),
    ];

    public static TheoryData<string> Names { get; } =
    [
        .. Documents
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(name => !name.Contains("errors", StringComparison.Ordinal)),
    ];

    /// <summary>Excludes the page that names AWS parameters.</summary>
    public static TheoryData<string> NamesOfOwnMembers { get; } =
    [.. Names.Select<object[], string>(name => (string)name[0]).Where(name => name != "docs/reference/providers/aws.md")];

    [Theory, MemberData(nameof(Names))]
    public void Every_program_in_a_document_compiles(string name)
    {
        foreach (DocumentBlock program in Programs(name).Select(pair => pair.Program))
        {
            Errors(DocumentProgram.Compile(program)).ShouldBeEmpty(program.Place);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_runnable_program_succeeds_and_prints_the_output_shown_in_the_document(string name)
    {
        foreach ((DocumentBlock program, string? output) in Programs(name).Where(pair => pair.Program.Mark == "run"))
        {
            string printed = DocumentProgram.Run(program);
            printed.ShouldBe(output ?? printed, program.Place);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Projects_and_files_named_in_shell_commands_exist(string name)
    {
        string[] blocks =
        [
            .. Blocks(name).Where(block => block.Language is "sh" or "bash" or "shell" or "console").Select(block => block.Text),
        ];

        foreach (string path in blocks.SelectMany(text => ProjectPath().Matches(text)).Select(match => match.Groups["path"].Value))
        {
            (File.Exists(Repository.At(path)) || Directory.Exists(Repository.At(path))).ShouldBeTrue($"{name} names {path}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Relative_links_in_a_document_point_to_existing_files(string name)
    {
        string folder = Path.GetDirectoryName(Repository.At(name))!;

        foreach (string target in Link().Matches(File.ReadAllText(Repository.At(name))).Select(match => match.Groups["target"].Value))
        {
            string path = Path.Combine(folder, target.Split('#')[0]);
            (File.Exists(path) || Directory.Exists(path)).ShouldBeTrue($"{name} links to {target}");
        }
    }

    // As in "ServerOptions.AllowedHosts": the member must exist if the type does.
    [Theory, MemberData(nameof(NamesOfOwnMembers))]
    public void Members_named_in_a_document_exist(string name)
    {
        foreach (Match match in Member().Matches(File.ReadAllText(Repository.At(name))))
        {
            INamedTypeSymbol[] types = [.. PublicTypes.Value[match.Groups["type"].Value]];

            (types.Length == 0 || types.Concat(Extensions).Any(type => Has(type, match.Groups["member"].Value))).ShouldBeTrue(
                $"{name} names {match.Value}"
            );
        }
    }

    [Fact]
    public void A_missing_member_is_detected()
    {
        string[] members =
        [
            .. Member()
                .Matches("`AutoScalingServerOptions.AllowedHosts` and `AutoScalingServerOptions.AllowedGuests`")
                .Select(match => match.Groups["member"].Value),
        ];

        members.ShouldBe(["AllowedHosts", "AllowedGuests"]);
        members.Select(member => PublicTypes.Value["AutoScalingServerOptions"].Any(type => Has(type, member))).ShouldBe([true, false]);
    }

    [Fact]
    public void An_invalid_example_is_detected()
    {
        Errors(DocumentProgram.Compile(new DocumentBlock("here:1", "csharp", "", "Profile farm = Profile.Creat(\"x\");")))
            .ShouldNotBeEmpty();
    }

    [Fact]
    public void A_document_program_is_compiled_and_run_with_the_library_and_its_generator()
    {
        const string Text = """
            using Scalewright.Plugins;
            using Scalewright.Profiles;
            using Scalewright.Topologies;

            Profile farm = Profile.Create("farm").WithCount(3).Build();
            Console.WriteLine(Topology.Create("demo").AddProfile(farm).Build().NodeCount);
            """;

        DocumentProgram.Run(new DocumentBlock("here:1", "csharp", "run", Text)).ShouldBe("3");
    }

    private static IEnumerable<(DocumentBlock Program, string? Output)> Programs(string name)
    {
        DocumentBlock[] blocks = [.. Blocks(name)];
        string before = "";
        for (int i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].Language != "csharp")
            {
                continue;
            }

            bool continues = blocks[i].Mark.Contains("continues", StringComparison.Ordinal);
            before = continues ? before + "\n" + blocks[i].Text : blocks[i].Text;
            DocumentBlock? output = blocks.Skip(i + 1).FirstOrDefault(block => block.Language is "text" or "csharp");
            string mark = blocks[i].Mark.Contains("run", StringComparison.Ordinal) ? "run" : "";
            yield return (blocks[i] with { Text = before, Mark = mark }, output is { Language: "text" } ? output.Text.TrimEnd() : null);
        }
    }

    private static readonly Lazy<ILookup<string, INamedTypeSymbol>> PublicTypes = new(() =>
        Sources.Libraries.SelectMany(PublicApi.Types).ToLookup(type => type.Name, StringComparer.Ordinal)
    );

    private static IEnumerable<INamedTypeSymbol> Extensions =>
        PublicTypes
            .Value.SelectMany(types => types)
            .Where(type => type.IsStatic && type.Name.EndsWith("Extensions", StringComparison.Ordinal));

    private static bool Has(INamedTypeSymbol? type, string member) =>
        type is not null
        && (type.GetMembers(member).Length > 0 || Has(type.BaseType, member) || type.AllInterfaces.Any(face => Has(face, member)));

    private static IEnumerable<DocumentBlock> Blocks(string name) => DocumentBlock.ReadAll(name, File.ReadAllText(Repository.At(name)));

    private static IEnumerable<string> Errors(Compilation compilation) =>
        compilation
            .GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString());

    [GeneratedRegex(
        @"(^|[\s""'=(])(\./)?(?<path>(src|tests|samples|benchmarks|docs)/[\w./-]*\w|Sdk\.sln|\.ci/run)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"`(?<type>[A-Z]\w+)\.(?<member>[A-Z]\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Member();

    [GeneratedRegex(@"\]\((?<target>[A-Za-z0-9_./#-]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}

/// <summary>A program has the implicit usings of the package Scalewright, and runs in a separate process.</summary>
internal static class DocumentProgram
{
    private static readonly SyntaxTree Usings = CSharpSyntaxTree.ParseText(
        string.Concat(PackageUsings.Names.Select(name => $"global using {name};\n")),
        Sources.ParseOptions,
        "PackageUsings.cs"
    );

    private static readonly ISourceGenerator[] Generators =
    [
        .. Assembly
            .Load("Scalewright.Generators")
            .GetTypes()
            .Where(type => type.GetCustomAttribute<GeneratorAttribute>() is not null)
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
    ];

    public static Compilation Compile(DocumentBlock program)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(program.Text, Sources.ParseOptions, "Program.cs");
        OutputKind kind = tree.GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement))
            ? OutputKind.ConsoleApplication
            : OutputKind.DynamicallyLinkedLibrary;
        CSharpCompilation compilation = Sources.Compile([Usings, tree], Sources.All, kind);
        CSharpGeneratorDriver
            .Create(Generators, parseOptions: Sources.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _);
        return complete;
    }

    /// <summary>Throws if the program fails.</summary>
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
            $$"""{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.ToString(3)}}" } } }"""
        );
        ProgramResult result = Command.Dotnet(folder.Root, new Dictionary<string, string> { ["TMPDIR"] = folder.Root }, assembly);
        result.ExitCode.ShouldBe(0, result.Text);
        return result.Output;
    }

    private static bool IsNeeded(string library) =>
        Path.GetFileName(library) is var name
        && (
            name.StartsWith("Scalewright.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name is "YamlDotNet.dll" or "Scriban.Signed.dll"
        );
}
