namespace Scalewright.Generators.Experiments;

/// <summary>Writes an assembly's registry of experiment types and platforms, and the calls that fill it.</summary>
internal static class ExperimentPartEmitter
{
    private const string Namespace = "Scalewright.Experiments";

    /// <summary>Sorts parts: platforms last, by name, then type.</summary>
    public static EquatableArray<ExperimentPartModel> Sort(IEnumerable<ExperimentPartModel> parts) =>
        new(
            parts
                .OrderBy(static part => part.IsPlatform)
                .ThenBy(static part => part.Name, StringComparer.Ordinal)
                .ThenBy(static part => part.Type, StringComparer.Ordinal)
        );

    /// <param name="parts">Parts of the assembly, sorted, at least one.</param>
    public static string Emit(EquatableArray<ExperimentPartModel> parts)
    {
        // Assemblies with access to each other's internals must not have registries of the same name.
        string registry = "ExperimentParts_" + Naming.ToIdentifier(parts[0].Assembly);
        SourceWriter writer = new();
        writer.Preamble();
        writer.Line(
            $"[assembly: global::{Namespace}.Types.{KnownNames.PartsExportAttributeName}("
                + $"{Naming.Literal("Scalewright.Generated." + registry)})]"
        );
        writer.Line();
        writer.Line("namespace Scalewright.Generated;");
        writer.Line();
        writer.Line($"/// <summary>The experiment types and platforms of {parts[0].Assembly}.</summary>");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        writer.Open($"public static class {registry}");
        writer.Line("/// <summary>Adds them to the lists of the process.</summary>");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Line(
            "[global::System.Diagnostics.CodeAnalysis.SuppressMessage(\"Usage\", \"CA2255\", Justification = "
                + "\"Lists are filled as the assembly is loaded.\")]"
        );
        writer.Open("public static void Register()");
        foreach (ExperimentPartModel part in parts)
        {
            writer.Line(
                part.IsPlatform
                    ? $"global::{Namespace}.Platforms.PlatformList.Register([new({Naming.Literal(part.Name)}, static () "
                        + $"=> new {part.Type}())]);"
                    : $"global::{Namespace}.Types.ExperimentTypes.Register([new({Naming.Literal(part.Name)}, static () => "
                        + $"new {part.Type}())]);"
            );
        }

        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    /// <summary>Returns the source that fills the registries of referenced assemblies before other code runs.</summary>
    /// <param name="registries">Full names of the registries, sorted, at least one.</param>
    public static string EmitReferenced(EquatableArray<string> registries)
    {
        SourceWriter writer = new();
        writer.Header();
        writer.Line(
            "/// <summary>Registers the experiment types and platforms of the referenced assemblies before "
                + "this one's code runs.</summary>"
        );
        writer.Open("file static class ReferencedExperimentParts");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Line(
            "[global::System.Diagnostics.CodeAnalysis.SuppressMessage(\"Usage\", \"CA2255\", Justification = "
                + "\"Lists are filled before anything runs.\")]"
        );
        writer.Open("internal static void Register()");
        foreach (string registry in registries)
        {
            writer.Line($"global::{registry}.Register();");
        }

        writer.Close();
        writer.Close();
        return writer.ToString();
    }
}
