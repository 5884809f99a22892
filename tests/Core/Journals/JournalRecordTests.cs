namespace Sdk.Tests.Journals;

public class JournalRecordTests
{
    [Fact]
    public async Task A_record_is_a_readable_line_with_its_checksum()
    {
        FaultyFileSystem disk = new();
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.AppendAsync(1, 1);
            await store.Store.AppendAsync("{\"node\":\"web-1\"}"u8.ToArray());
        }

        string[] lines = Encoding.UTF8.GetString(disk.ReadAll(TestStore.Journal)).Split('\n');

        // Fields: length of the JSON, checksum, sequence, epoch, durable sequence, JSON.
        lines[1][..8].ShouldBe("00000007");
        lines[1][17..].ShouldBe(" 000000000000001 0000000001 000000000000000 {\"n\":1}");
        lines[2][17..].ShouldBe(" 000000000000002 0000000001 000000000000001 {\"node\":\"web-1\"}");
        lines[2][9..17].ShouldBe(Crc32C(lines[2][..9] + lines[2][17..] + "\n"));
    }

    [
        Theory,
        InlineData(""),
        InlineData("[]"),
        InlineData("{\"a\":1"),
        InlineData("{\"a\":\n1}"),
        InlineData("{} {}"),
        InlineData("{\"a\":\"\u0001\"}")
    ]
    public async Task A_change_that_is_not_a_JSON_object_on_one_line_is_rejected(string json)
    {
        await using TestStore store = await TestStore.OpenAsync(new FaultyFileSystem());

        await Should.ThrowAsync<ArgumentException>(() => store.Store.AppendAsync(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public async Task A_change_with_invalid_UTF8_is_rejected()
    {
        await using TestStore store = await TestStore.OpenAsync(new FaultyFileSystem());

        await Should.ThrowAsync<ArgumentException>(() =>
            store.Store.AppendAsync(new byte[] { (byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'1', (byte)'}' })
        );
    }

    // Checksum of "123456789", the common test input for CRC algorithms.
    [Fact]
    public void The_reference_checksum_of_this_test_matches_RFC_3720() => Crc32C("123456789").ShouldBe("e3069283");

    // Computed bit by bit from the polynomial, independently of the code under test.
    private static string Crc32C(string text)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ ((checksum & 1) * 0x82F63B78u);
            }
        }

        return (~checksum).ToString("x8");
    }
}
