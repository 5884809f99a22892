namespace Scalewright.Agents.Processes;

/// <summary>Checks whether a file can run on other machines as a single-file program.</summary>
internal static class SingleFileProgramCheck
{
    // Far larger than an apphost whose program is in separate files.
    private const int MaxStarterBytes = 1024 * 1024;
    private const int OffsetBytes = 8;
    private const string Host = "dotnet";
    private const string Publish = "publish it as one file (PublishSingleFile or PublishAot)";

    // dotnet/runtime, src/native/corehost/bundle_marker.cpp: the eight bytes before this marker contain the position of
    // the program in the file; 0 means separate files.
    private static ReadOnlySpan<byte> BundleMarker =>
        [
            0x8b,
            0x12,
            0x02,
            0xb9,
            0x6a,
            0x61,
            0x20,
            0x38,
            0x72,
            0x7b,
            0x93,
            0x02,
            0x14,
            0xd7,
            0xa0,
            0x32,
            0x13,
            0xf5,
            0xb9,
            0xe6,
            0xef,
            0xae,
            0x33,
            0x18,
            0xee,
            0x3b,
            0x2d,
            0xce,
            0x24,
            0xb3,
            0x6a,
            0xae,
        ];

    /// <summary>Returns the problem of a program file; null if none is found.</summary>
    public static Problem? Check(string path)
    {
        const string Name = "name a file of this machine that is a program with ScalewrightAgent in its Main";
        if (path.Length == 0)
        {
            return new Problem(ProblemCode.MissingField, "no program is named for the agent", Name);
        }

        FileInfo file = new(path);
        if (!file.Exists)
        {
            return Unreadable(path, Directory.Exists(path) ? "it is a folder" : "the file does not exist", Name);
        }

        if (file.Length == 0)
        {
            return Unreadable(path, "it is empty, or no file", Name);
        }

        try
        {
            if (file.Name == Host)
            {
                return Split(path, "it is the dotnet host, which needs the files of another program");
            }

            return IsStarter(path) ? Split(path, $"it only starts '{TextEscaping.Escape(file.Name)}.dll', which must lie beside it") : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, $"it cannot be read: {TextEscaping.Escape(failure.Message)}", Name);
        }
    }

    private static Problem Unreadable(string path, string found, string advice) =>
        new(ProblemCode.UnreadableFile, found, advice) { Field = TextEscaping.Escape(path) };

    private static Problem Split(string path, string found) =>
        new(ProblemCode.WrongType, found, Publish) { Field = TextEscaping.Escape(path) };

    private static bool IsStarter(string path)
    {
        using FileStream program = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(program.Length, MaxStarterBytes)];
        program.ReadExactly(bytes);
        int at = bytes.AsSpan().IndexOf(BundleMarker);
        return at >= OffsetBytes && !bytes.AsSpan(at - OffsetBytes, OffsetBytes).ContainsAnyExcept((byte)0);
    }
}
