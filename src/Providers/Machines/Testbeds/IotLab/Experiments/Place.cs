using System.Text.RegularExpressions;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Where a node wants to be: a certain board, or any of a kind.</summary>
/// <param name="Archi">The kind of board, as in <c>m3:at86rf231</c>; empty with a board.</param>
/// <param name="IsMobile">Whether it moves.</param>
/// <param name="Board">The board, as in <c>m3-7</c>; empty: any.</param>
internal readonly partial record struct Place(string Site, string Archi, bool IsMobile, string Board)
{
    private const string Mobile = "mobile";

    /// <summary>The place of a node, by its cloud.</summary>
    public static Place Of(NodeSpec node, IotLabOptions options) => Parse(node.Cloud, options);

    /// <summary>Reads <c>SITE</c>, <c>SITE/ARCHI</c>, <c>SITE/ARCHI/mobile</c> or <c>SITE/BOARD</c>; what is left out is the default.</summary>
    public static Place Parse(string cloud, IotLabOptions options)
    {
        string[] parts = cloud.Split('/');
        string site = parts[0].Length > 0 ? parts[0] : options.Sites[0];
        string kind = parts.ElementAtOrDefault(1) is { Length: > 0 } told ? told : options.Architecture;
        return BoardName().IsMatch(kind) && parts.Length == 2 ? new Place(site, "", IsMobile: false, kind) : new Place(site, kind, parts.ElementAtOrDefault(2) == Mobile, "");
    }

    /// <summary>Whether the words behind the kind of a cloud are none that is known.</summary>
    public static bool HasUnknownWords(string cloud) => cloud.Split('/') is { Length: > 2 } parts && (parts.Length > 3 || parts[2] != Mobile);

    /// <summary>What may be asked for in one experiment: boards of a site by name, or one kind.</summary>
    public Place Kind => Board.Length > 0 ? this with { Board = "*" } : this;

    /// <summary>Whether a board is of the site and kind; a place of a certain board takes none by its kind.</summary>
    public bool Takes(Board board) => Board.Length == 0 && board.Site == Site && board.Archi == Archi && board.Mobile == 1 == IsMobile;

    /// <summary>Its board's full name; empty: any.</summary>
    public string FullName(IotLabOptions options) => Board.Length > 0 ? $"{Board}.{Site}.{options.Domain}" : "";

    public override string ToString() => Board.Length > 0 ? $"{Site}/{Board}" : IsMobile ? $"{Site}/{Archi}/{Mobile}" : $"{Site}/{Archi}";

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*-[0-9]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BoardName();
}
