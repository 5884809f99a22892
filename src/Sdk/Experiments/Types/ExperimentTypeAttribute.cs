namespace Scalewright.Experiments.Types;

/// <summary>Makes a sealed class with a constructor without parameters a kind of experiment, found when the program is compiled.</summary>
/// <param name="name">The word that definitions use: lower-case letters, digits and <c>_</c>, a letter first.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExperimentTypeAttribute(string name) : Attribute
{
    /// <summary>The word that definitions use.</summary>
    public string Name => name;
}
