namespace Scalewright.Providers.Simulation.Models;

/// <summary>Why a cloud gave less than was asked for.</summary>
internal enum CloudShortage
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The user may have no more.</summary>
    Quota,

    /// <summary>The cloud has no more.</summary>
    Capacity,
}
