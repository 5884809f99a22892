namespace Scalewright.Recording;

/// <summary>An observation or a decision read a state.</summary>
/// <param name="Event">Number of the observation or decision.</param>
/// <param name="Read">Number of the event whose state it read.</param>
public readonly record struct RunLink(int Event, int Read);
