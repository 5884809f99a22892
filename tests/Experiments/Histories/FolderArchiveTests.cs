namespace Experiments.Tests.Histories;

public class FolderArchiveTests
{
    [Theory]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"":""}""")]
    [InlineData("""{".":""}""")]
    [InlineData("""{"..":""}""")]
    [InlineData("""{"../a":""}""")]
    [InlineData("""{"a/b":""}""")]
    [InlineData("""{"/a":""}""")]
    [InlineData("""{"a\u0000":""}""")]
    [InlineData("""{"a":"?"}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_text_that_is_not_an_archive_is_rejected_and_writes_nothing(string json)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.At("own"));

        Should.Throw<FormatException>(() => FolderArchive.Read(FolderArchive.Compress(Encoding.UTF8.GetBytes(json)), folder.At("own")));

        Directory.EnumerateFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories).ShouldBe([folder.At("own")]);
    }
}
