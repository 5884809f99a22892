namespace Scalewright.Journals;

/// <summary>What came of an attempt to lock a file.</summary>
public enum LockOutcome
{
    /// <summary>The lock is ours.</summary>
    Taken,

    /// <summary>Someone else has it.</summary>
    Busy,

    /// <summary>This disk knows no locks.</summary>
    Unsupported,
}
