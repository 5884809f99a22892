namespace Scalewright.Logs;

/// <summary>What a log server has seen so far.</summary>
/// <param name="Records">Records that went to the sink.</param>
/// <param name="Skipped">Frames that were no record, and were passed over.</param>
/// <param name="Cut">Frames that their connection ended within.</param>
/// <param name="TooLong">Frames beyond the limit; each ended its connection.</param>
/// <param name="Refused">Connections that greeted as someone they are not.</param>
/// <param name="Lost">Records that the sink did not take.</param>
/// <param name="Connections">Connections now.</param>
public sealed record LogCounts(long Records, long Skipped, long Cut, long TooLong, long Refused, long Lost, int Connections);
