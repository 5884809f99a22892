namespace Conformance.AutoScaling;

internal enum WireManner
{
    /// <summary>As recorded. Its signature is masked, so any is accepted.</summary>
    AsRecorded,

    ByOtherVerb,

    /// <summary>Signed again in the recorded way, and verified.</summary>
    Signed,
}
