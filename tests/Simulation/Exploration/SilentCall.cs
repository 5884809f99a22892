namespace Exploration.Tests;

/// <summary>What a place is silent about.</summary>
internal enum SilentCall
{
    None,
    OrdersMax,
    Check,
    Observe,
    Apply,
    Connect,
    Run,
}
