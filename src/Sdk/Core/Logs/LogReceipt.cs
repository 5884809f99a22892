namespace Scalewright.Logs;

/// <summary>How far the records of a sender were taken.</summary>
/// <param name="Sender">Id of the sender: letters, digits and <c>-</c>.</param>
/// <param name="Number">Number of its last record that was taken, from 1; 0: none was.</param>
public sealed record LogReceipt(string Sender, long Number);
