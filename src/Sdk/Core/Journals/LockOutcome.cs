namespace Scalewright.Journals;

/// <summary>Outcomes of an attempt to lock a file.</summary>
public enum LockOutcome
{
    /// <summary>The lock was acquired.</summary>
    Acquired,

    /// <summary>Another process holds the lock.</summary>
    Busy,

    /// <summary>The disk does not support locks.</summary>
    Unsupported,
}
