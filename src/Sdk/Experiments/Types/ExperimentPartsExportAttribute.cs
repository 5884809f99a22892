using System.ComponentModel;

namespace Scalewright.Experiments.Types;

/// <summary>Lets referencing programs find experiment types and platforms at compile time. Generated.</summary>
/// <param name="registry">Full name of the generated registry of the assembly, a static class with
/// <c>Register</c>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ExperimentPartsExportAttribute(string registry) : Attribute
{
    /// <summary>Full name of the generated registry of the assembly.</summary>
    public string Registry => registry;
}
