namespace Scalewright.Storage.Managing;

/// <summary>Something that happened, as the manager's event list shows it.</summary>
/// <param name="Number">Its number, from 1 without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">A word for what it is: <c>contact</c> for one that was lost, <c>heard</c>, <c>failover</c>, <c>command</c> and so on.</param>
/// <param name="Text">What happened.</param>
internal sealed record ManagerEvent(long Number, DateTimeOffset At, string Kind, string Text);
