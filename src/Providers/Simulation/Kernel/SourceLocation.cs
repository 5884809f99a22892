namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Location in the source, as the compiler provides it.</summary>
internal readonly record struct SourceLocation(string File, int Line, string Member)
{
    public override string ToString() => File.Length == 0 ? "" : $"{File}:{Line} in {Member}";
}
