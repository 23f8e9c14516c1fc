using Outcomes.Functions.Api;

namespace Outcomes.Tests.Functions.Api;

public sealed class TokenKeyTests
{
    [Fact]
    public async Task Everybody_who_asks_at_once_gets_the_one_key()
    {
        using var folder = new TempFolder();
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Convert.ToHexString(TokenKey.In(folder.Path)))));
        Assert.Single(keys.Distinct());
        Assert.Equal(["page-links.key"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "page-links.key")));
    }

    [Fact]
    public void A_damaged_key_is_named()
    {
        using var folder = new TempFolder();
        folder.Write("page-links.key", "short");
        Assert.Contains("page-links.key", Assert.Throws<InvalidDataException>(() => TokenKey.In(folder.Path)).Message);
    }

    [Theory]
    [InlineData("http://localhost:7071", true)]
    [InlineData("http://127.0.0.1:0;http://[::1]:0", true)]
    [InlineData("http://0.0.0.0:80", false)]
    [InlineData("http://*:80", false)]
    [InlineData("http://+:80", false)]
    [InlineData("http://example.org", false)]
    [InlineData("http://localhost.example.org", false)]
    [InlineData("https://localhost:443", false)]
    [InlineData("http://unix:/tmp/x.sock", false)]
    [InlineData("", false)]
    public void Only_addresses_of_this_computer_are_listened_on(string urls, bool isAllowed)
    {
        if (isAllowed)
            Assert.NotEmpty(Loopback.Addresses(urls));
        else
            Assert.Contains("allowed", Assert.Throws<ArgumentException>(() => Loopback.Addresses(urls)).Message);
    }
}
