namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>What is wrong with machines of a cloud for a time.</summary>
internal enum NodeTroubleKind
{
    HangsInBoot,
    FailsInBoot,
    HangsInRemoval,
}
