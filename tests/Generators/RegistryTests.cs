using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Generators.Tests;

public class RegistryTests
{
    private static readonly string TwoVersions =
        "namespace Acme;\n"
        + Sources.Plugin("[ScalePlugin(\"rack\", Version = \"2.1.0\")]\npublic sealed class RackPlugin : ScalePlugin")
        + Sources.Plugin(
            "[ScalePlugin(\"rack\", DeprecationReason = \"use \\\"rack\\\" 2.1.0\")]\ninternal sealed class OldRackPlugin : ScalePlugin"
        )
        + Sources.Plugin("[ScalePlugin(\"farm\")]\npublic sealed class FarmPlugin : ScalePlugin");

    [Fact]
    public void Each_class_with_the_plugin_attribute_gets_an_entry_and_an_export() =>
        Approved.Check(Generation.Text(Sources.Compile(TwoVersions)), "Generators/Registry");

    [Fact]
    public void Entries_contain_name_version_and_deprecation_and_create_the_plugin()
    {
        PluginEntry[] entries = Generation.Entries(Generation.Load(Sources.Compile(TwoVersions)));

        entries.Select(entry => entry.ToString()).ShouldBe(["farm@1.0.0", "rack@1.0.0", "rack@2.1.0"]);
        entries[1].DeprecationReason.ShouldBe("use \"rack\" 2.1.0");
        entries[2].Create().GetType().Name.ShouldBe("RackPlugin");
    }

    [Fact]
    public void Loading_a_program_registers_its_plugins_and_those_of_its_references()
    {
        Compilation library = Sources.Compile(
            Sources.Plugin("[ScalePlugin(\"registry_library\")]\npublic sealed class LibraryPlugin : ScalePlugin"),
            "Registry.Library"
        );
        Compilation program = Sources.Compile(
            "public static class Start { public static void Go() { } }",
            "Registry.Program",
            Generation.Reference(library)
        );
        using Loaded loaded = new(library);

        Generation.Load(program).GetType("Start")!.GetMethod("Go")!.Invoke(null, null);

        ScalePlugins.All.Names.ShouldContain("registry_library");
        ScalePlugins.All.Names.ShouldContain("builtin");
    }

    [Fact]
    public void A_compilation_reference_is_read_like_a_file_reference()
    {
        Compilation library = Generation.Complete(Sources.Compile(TwoVersions, "Acme.Racks"));

        string code = Generation.Text(Sources.Compile("", "Acme.Program", library.ToMetadataReference()));

        code.ShouldContain("global::Scalewright.Generated.ScalePlugins_Acme_Racks.Entries");
    }

    [Fact]
    public void A_reference_without_plugins_adds_nothing()
    {
        Compilation library = Sources.Compile("public static class Empty;", "Acme.Empty");

        Generation.Text(Sources.Compile("", "Acme.Program", Generation.Reference(library))).ShouldNotContain("Acme_Empty");
    }

    [Fact]
    public void Generated_code_of_assemblies_with_InternalsVisibleTo_does_not_conflict()
    {
        Compilation library = Sources.Compile(
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Acme.Program\")]\n" + TwoVersions,
            "Acme.Racks"
        );

        Generation.Complete(
            Sources.Compile(
                Sources.Plugin("[ScalePlugin(\"own\")]\npublic sealed class OwnPlugin : ScalePlugin"),
                "Acme.Program",
                Generation.Reference(library)
            )
        );
    }

    [Theory]
    [InlineData("public abstract class Bad : ScalePlugin")]
    [InlineData("public sealed class Bad<T> : ScalePlugin")]
    [InlineData("file sealed class Bad : ScalePlugin")]
    [InlineData("public sealed class Bad(int size) : ScalePlugin")]
    public void A_class_that_cannot_be_instantiated_gets_no_entry(string declaration) =>
        Generation.Text(Sources.Compile(Sources.Plugin("[ScalePlugin(\"bad\")]\n" + declaration))).ShouldNotContain("Bad");

    private sealed class Loaded : IDisposable
    {
        private readonly Assembly _assembly;

        public Loaded(Compilation compilation)
        {
            _assembly = Generation.Load(compilation);
            AppDomain.CurrentDomain.AssemblyResolve += Resolve;
        }

        public void Dispose() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

        private Assembly? Resolve(object? sender, ResolveEventArgs e) =>
            new AssemblyName(e.Name).Name == _assembly.GetName().Name ? _assembly : null;
    }
}
