namespace Scalewright.Experiments.Types;

/// <summary>Registers a sealed class with a default constructor as an experiment type, at compile time.</summary>
/// <param name="name">Name of the type in definitions: lower-case letters, digits and <c>_</c>, starting with a
/// letter.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExperimentTypeAttribute(string name) : Attribute
{
    /// <summary>Name of the type in definitions.</summary>
    public string Name => name;
}
