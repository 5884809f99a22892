using System.Security.Cryptography;

namespace Scalewright.Logs;

/// <summary>Ids of senders: what a receipt is for.</summary>
internal static class LogSenderId
{
    private const int Digits = 32;
    private const int MaxLength = 64;

    /// <summary>Makes an id that nobody guesses.</summary>
    public static string Create() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    /// <summary>Whether a text may be one: letters, digits and <c>-</c>, up to 64.</summary>
    public static bool IsValid(string text) => text.Length is > 0 and <= MaxLength && text.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
