using System.ComponentModel;

namespace Scalewright.Experiments.Types;

/// <summary>Says that an assembly has experiment types or platforms, so that programs that reference it find them at compile time. Written by the generator.</summary>
/// <param name="registry">Full name of the assembly's generated registry, a static class with <c>Register</c>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ExperimentPartsExportAttribute(string registry) : Attribute
{
    /// <summary>Full name of the assembly's generated registry.</summary>
    public string Registry => registry;
}
