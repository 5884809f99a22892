
namespace Scalewright.Plugins;

/// <summary>Says that a plugin misbehaves; the place is the profile's <c>plugin</c> field.</summary>
internal static class PluginFault
{
    /// <summary>The field of the fault.</summary>
    public const string Field = "plugin";

    /// <summary>Notes the fault.</summary>
    public static void Note(ProblemList problems, ProblemCode code, string found, string advice) =>
        problems.AddError(code, default, Field, found, advice);

    /// <summary>Notes what a plugin threw.</summary>
    public static void Note(ProblemList problems, Exception thrown) =>
        Note(problems, ProblemCode.PluginFailed, $"threw {thrown.GetType().Name}: {FaultText.Of(thrown)}", "fix the plugin, or the profile if the message says so");
}
